import { type IAM } from "@aws-sdk/client-iam";

import { canonical, samePolicy } from "../equivalence";
import { type Properties } from "../resourceEntry";
import { records, required, text, texts } from "./shapes";

/** Policies that the role itself declares; those of other resources are left alone unless it declares any. */
export async function writePolicies(
  iam: IAM,
  id: string,
  inputs: Properties,
  previous: Properties,
): Promise<void> {
  if (inputs["managedPolicyArns"] !== undefined) {
    const before = texts(previous["managedPolicyArns"]);
    const after = texts(inputs["managedPolicyArns"]);
    for (const PolicyArn of before.filter((arn) => !after.includes(arn))) {
      await iam.detachRolePolicy({ RoleName: id, PolicyArn });
    }
    for (const PolicyArn of after.filter((arn) => !before.includes(arn))) {
      await iam.attachRolePolicy({ RoleName: id, PolicyArn });
    }
  }
  if (inputs["inlinePolicies"] !== undefined) {
    const wanted = records(inputs["inlinePolicies"]).filter(({ name }) => name !== undefined);
    const names = wanted.map(({ name }) => name);
    for (const { name } of records(previous["inlinePolicies"])) {
      const PolicyName = text(name);
      if (!names.includes(name)) {
        await iam.deleteRolePolicy({ RoleName: id, PolicyName });
      }
    }
    for (const policy of wanted) {
      const PolicyName = required(policy, "name");
      const PolicyDocument = required(policy, "policy");
      await iam.putRolePolicy({ RoleName: id, PolicyName, PolicyDocument });
    }
  }
}

/** ARNs of the managed policies of a role. */
export async function attachedPolicies(iam: IAM, id: string): Promise<string[]> {
  const { AttachedPolicies = [] } = await iam.listAttachedRolePolicies({ RoleName: id });
  return AttachedPolicies.flatMap(({ PolicyArn }) => PolicyArn ?? []).sort();
}

/** The policies that a role holds itself. */
export async function inlinePolicies(iam: IAM, id: string): Promise<Properties[]> {
  const { PolicyNames = [] } = await iam.listRolePolicies({ RoleName: id });
  return Promise.all(
    PolicyNames.map(async (name) => {
      const { PolicyDocument } = await iam.getRolePolicy({ RoleName: id, PolicyName: name });
      return { name, policy: policyText(PolicyDocument) };
    }),
  );
}

/** IAM returns documents in URL encoding. */
export function policyText(document: string | undefined): string | undefined {
  return document?.startsWith("%") === true ? decodeURIComponent(document) : document;
}

/** Whether two lists of policies say the same, in whatever order. */
export function sameInlinePolicies(existing: unknown, wanted: unknown): boolean {
  const left = records(existing);
  const right = records(wanted);
  return (
    left.length === right.length &&
    left.every((policy) =>
      right.some(
        (other) =>
          canonical(other["name"]) === canonical(policy["name"]) &&
          samePolicy(policy["policy"], other["policy"]),
      ),
    )
  );
}
