import { readFileSync } from "node:fs";
import { join } from "node:path";

import { roleMay } from "../../support/iam/simulate";
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
    const policies = await policiesOf(aws, call.role);
    const action = `${call.service}:${call.action}`;
    for (const resource of call.resources) {
      if (!(await roleMay(policies, { action, resource, context: call.conditions ?? {} }))) {
        denied.push(nameOf(call));
      }
    }
  }
  return denied;
}

async function policiesOf(aws: Clients, role: string): Promise<unknown[]> {
  const RoleName = role.slice(role.lastIndexOf("/") + 1);
  const { PolicyNames = [] } = await aws.iam.listRolePolicies({ RoleName });
  return Promise.all(
    PolicyNames.map(async (PolicyName) => {
      const { PolicyDocument } = await aws.iam.getRolePolicy({ RoleName, PolicyName });
      return JSON.parse(decodeURIComponent(PolicyDocument ?? "{}")) as unknown;
    }),
  );
}

function nameOf({ role, service, action, resources, conditions = {} }: RoleCall): string {
  const on = `${service}:${action} on ${resources.join(", ")}`;
  return `${role.slice(role.lastIndexOf("/") + 1)}: ${on} ${JSON.stringify(conditions)}`;
}
