import {
  type CreateRoleCommandInput,
  type IAM,
  type Role,
  type UpdateRoleCommandInput,
} from "@aws-sdk/client-iam";

import { samePolicy, sameSet } from "../equivalence";
import { isAwsError, unlessGone } from "../provider/failure";
import { onceCreated, type Properties, type ResourceEntry } from "../resourceEntry";
import { prefixedName } from "./names";
import { refusedFor, retrying } from "./retry";
import {
  attachedPolicies,
  inlinePolicies,
  policyText,
  sameInlinePolicies,
  writePolicies,
} from "./rolePolicies";
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

/** A time as the provider writes it, without fractions of a second. */
export function timestamp(date: Date | undefined): string | undefined {
  return date?.toISOString().replace(/\.\d+Z$/, "Z");
}

export const entries: readonly ResourceEntry[] = [role];
