import { runSimulation } from "@cloud-copilot/iam-simulate";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { type Clients } from "./clients";

/** A call of `calls.jsonl` that a role made. */
interface RoleCall {
  readonly role: string;
  readonly service: string;
  readonly action: string;
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, string>>;
  readonly status: number;
}

/** The calls that functions and pipelines of a local AWS made with their roles, each kind once. */
export function callsOfRoles(state: string): readonly RoleCall[] {
  const calls = readFileSync(join(state, "calls.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Partial<RoleCall>)
    .filter((call): call is RoleCall => call.role !== undefined);
  const kinds = calls.map((call): [string, RoleCall] => [nameOf(call), call]);
  return [...new Map(kinds).values()];
}

/** Those of the calls that the policies of their roles do not allow, in words. */
export async function notAllowed(
  aws: Clients,
  calls: readonly RoleCall[],
): Promise<readonly string[]> {
  const denied: string[] = [];
  for (const call of calls) {
    const identityPolicies = await policiesOf(aws, call.role);
    for (const resource of call.resources) {
      const result = await runSimulation(
        {
          request: {
            principal: call.role,
            action: `${call.service}:${call.action}`,
            resource: { resource, accountId: "000000000000" },
            contextVariables: { ...call.conditions },
          },
          identityPolicies,
          serviceControlPolicies: [],
          resourceControlPolicies: [],
        },
        {},
      );
      // A call that IAM does not know is a mistake of the test, not a denial.
      if (result.resultType === "error") {
        throw new Error(JSON.stringify(result.errors));
      }
      if (result.overallResult !== "Allowed") {
        denied.push(nameOf(call));
      }
    }
  }
  return denied;
}

async function policiesOf(
  aws: Clients,
  role: string,
): Promise<{ name: string; policy: unknown }[]> {
  const RoleName = role.slice(role.lastIndexOf("/") + 1);
  const { PolicyNames = [] } = await aws.iam.listRolePolicies({ RoleName });
  return Promise.all(
    PolicyNames.map(async (PolicyName) => {
      const { PolicyDocument } = await aws.iam.getRolePolicy({ RoleName, PolicyName });
      const policy: unknown = JSON.parse(decodeURIComponent(PolicyDocument ?? "{}"));
      return { name: PolicyName, policy };
    }),
  );
}

function nameOf({ role, service, action, resources, conditions = {} }: RoleCall): string {
  const on = `${service}:${action} on ${resources.join(", ")}`;
  return `${role.slice(role.lastIndexOf("/") + 1)}: ${on} ${JSON.stringify(conditions)}`;
}
