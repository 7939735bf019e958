import {
  type CreateRoleCommandInput,
  type IAM,
  type Role,
  type UpdateRoleCommandInput,
} from "@aws-sdk/client-iam";

import { canonical, samePolicy, sameSet } from "../equivalence";
import { isAwsError, unlessGone } from "../provider/failure";
import { onceCreated, type Properties, type ResourceEntry } from "../resourceEntry";
import { prefixedName } from "./names";
import { refusedFor, retrying } from "./retry";
import {
  changedOf,
  observed,
  records,
  request,
  required,
  tagChanges,
  tagList,
  tagMap,
  text,
  texts,
} from "./shapes";

/** What IAM says of principals that it does not know yet. */
const unknownPrincipal = ["Invalid principal in policy"];

const role: ResourceEntry = {
  type: "aws:iam/role:Role",
  inputs: [
    "assumeRolePolicy",
    "description",
    "forceDetachPolicies",
    "inlinePolicies",
    "managedPolicyArns",
    "maxSessionDuration",
    "name",
    "namePrefix",
    "path",
    "permissionsBoundary",
    "tags",
  ],
  replaceOn: ["name", "namePrefix", "path"],
  computed: ["arn", "createDate", "inlinePolicies", "managedPolicyArns", "tagsAll", "uniqueId"],
  defaults: { forceDetachPolicies: false, maxSessionDuration: 3600, path: "/" },
  autoName: { property: "name", maxLength: 64 },
  equivalent: {
    assumeRolePolicy: samePolicy,
    inlinePolicies: sameInlinePolicies,
    managedPolicyArns: sameSet,
  },
  create: async (clients, inputs) => {
    const iam = await clients.iam();
    const name = text(inputs["name"]) ?? prefixedName(inputs["namePrefix"], 64);
    await retrying(
      () =>
        iam.createRole(
          request<CreateRoleCommandInput>({
            RoleName: name,
            AssumeRolePolicyDocument: inputs["assumeRolePolicy"],
            Description: inputs["description"],
            MaxSessionDuration: inputs["maxSessionDuration"],
            Path: inputs["path"],
            PermissionsBoundary: inputs["permissionsBoundary"],
            Tags: tagList(inputs["tagsAll"]),
          }),
        ),
      (error) =>
        refusedFor(
          error,
          ["MalformedPolicyDocument", "MalformedPolicyDocumentException"],
          unknownPrincipal,
        ),
    );
    await onceCreated(name, () => writePolicies(iam, name, inputs, {}));
    return name;
  },
  read: async (clients, id) => {
    const iam = await clients.iam();
    const answer = await unlessGone(
      () => iam.getRole({ RoleName: id }),
      "NoSuchEntity",
      "NoSuchEntityException",
    );
    if (answer?.Role === undefined) {
      return undefined;
    }
    const { Tags } = await iam.listRoleTags({ RoleName: id });
    return {
      ...roleOutputs(answer.Role),
      inlinePolicies: await inlinePolicies(iam, id),
      managedPolicyArns: await attachedPolicies(iam, id),
      tagsAll: tagMap(Tags),
    };
  },
  update: async (clients, id, inputs, previous) => {
    const iam = await clients.iam();
    const changed = changedOf(
      ["assumeRolePolicy", "description", "maxSessionDuration", "permissionsBoundary"],
      previous,
      inputs,
    );
    if (changed.includes("assumeRolePolicy")) {
      const PolicyDocument = required(inputs, "assumeRolePolicy");
      await iam.updateAssumeRolePolicy({ RoleName: id, PolicyDocument });
    }
    if (changed.includes("description") || changed.includes("maxSessionDuration")) {
      await iam.updateRole(
        request<UpdateRoleCommandInput>({
          RoleName: id,
          Description: inputs["description"],
          MaxSessionDuration: inputs["maxSessionDuration"],
        }),
      );
    }
    if (changed.includes("permissionsBoundary")) {
      const PermissionsBoundary = text(inputs["permissionsBoundary"]);
      await (PermissionsBoundary === undefined
        ? iam.deleteRolePermissionsBoundary({ RoleName: id })
        : iam.putRolePermissionsBoundary({ RoleName: id, PermissionsBoundary }));
    }
    await writePolicies(iam, id, inputs, previous);
    const { removed, written } = tagChanges(previous["tagsAll"], inputs["tagsAll"]);
    if (removed.length > 0) {
      await iam.untagRole({ RoleName: id, TagKeys: removed });
    }
    const Tags = tagList(written);
    if (Tags.length > 0) {
      await iam.tagRole({ RoleName: id, Tags });
    }
  },
  delete: async (clients, id, state) => {
    const iam = await clients.iam();
    const gone = ["NoSuchEntity", "NoSuchEntityException"];
    await unlessGone(() => emptied(iam, id, state), ...gone);
    await retrying(
      () => unlessGone(() => iam.deleteRole({ RoleName: id }), ...gone),
      (error) => isAwsError(error, "DeleteConflict", "DeleteConflictException"),
    );
  },
};

/** Takes from the role what the real provider takes before it deletes it. */
async function emptied(iam: IAM, id: string, state: Properties): Promise<void> {
  const { InstanceProfiles = [] } = await iam.listInstanceProfilesForRole({ RoleName: id });
  for (const { InstanceProfileName } of InstanceProfiles) {
    await iam.removeRoleFromInstanceProfile({ InstanceProfileName, RoleName: id });
  }
  const all = state["forceDetachPolicies"] === true;
  const attached = all ? await attachedPolicies(iam, id) : texts(state["managedPolicyArns"]);
  const inline = all ? await inlinePolicies(iam, id) : records(state["inlinePolicies"]);
  const gone = ["NoSuchEntity", "NoSuchEntityException"];
  for (const PolicyArn of attached) {
    await unlessGone(() => iam.detachRolePolicy({ RoleName: id, PolicyArn }), ...gone);
  }
  for (const policy of inline) {
    const PolicyName = required(policy, "name");
    await unlessGone(() => iam.deleteRolePolicy({ RoleName: id, PolicyName }), ...gone);
  }
}

/** Policies that the role itself declares; those of other resources are left alone unless it declares any. */
async function writePolicies(
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

async function attachedPolicies(iam: IAM, id: string): Promise<string[]> {
  const { AttachedPolicies = [] } = await iam.listAttachedRolePolicies({ RoleName: id });
  return AttachedPolicies.flatMap(({ PolicyArn }) => PolicyArn ?? []).sort();
}

async function inlinePolicies(iam: IAM, id: string): Promise<Properties[]> {
  const { PolicyNames = [] } = await iam.listRolePolicies({ RoleName: id });
  return Promise.all(
    PolicyNames.map(async (name) => {
      const { PolicyDocument } = await iam.getRolePolicy({ RoleName: id, PolicyName: name });
      return { name, policy: policyText(PolicyDocument) };
    }),
  );
}

function roleOutputs(found: Role): Properties {
  return observed({
    arn: found.Arn,
    name: found.RoleName,
    path: found.Path,
    uniqueId: found.RoleId,
    createDate: timestamp(found.CreateDate),
    description: found.Description,
    maxSessionDuration: found.MaxSessionDuration,
    permissionsBoundary: found.PermissionsBoundary?.PermissionsBoundaryArn,
    assumeRolePolicy: policyText(found.AssumeRolePolicyDocument),
  });
}

/** IAM returns documents in URL encoding. */
export function policyText(document: string | undefined): string | undefined {
  return document?.startsWith("%") === true ? decodeURIComponent(document) : document;
}

/** A time as the provider writes it, without fractions of a second. */
export function timestamp(date: Date | undefined): string | undefined {
  return date?.toISOString().replace(/\.\d+Z$/, "Z");
}

function sameInlinePolicies(existing: unknown, wanted: unknown): boolean {
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

export const entries: readonly ResourceEntry[] = [role];
