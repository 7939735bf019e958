import { type CreateInstanceProfileCommandInput, type IAM } from "@aws-sdk/client-iam";

import { type Clients } from "../clients";
import { samePolicy } from "../equivalence";
import { unlessGone } from "../provider/failure";
import { type Properties, type ResourceEntry } from "../resourceEntry";
import { entries as providers } from "./iamProvider";
import { entries as roles, timestamp } from "./iamRole";
import { prefixedName } from "./names";
import { refusedFor, retrying } from "./retry";
import { policyText } from "./rolePolicies";
import { observed, request, required, tagChanges, tagList, tagMap, text } from "./shapes";

const gone = ["NoSuchEntity", "NoSuchEntityException"];

const rolePolicy: ResourceEntry = {
  type: "aws:iam/rolePolicy:RolePolicy",
  inputs: ["name", "namePrefix", "policy", "role"],
  replaceOn: ["name", "namePrefix", "role"],
  computed: [],
  autoName: { property: "name", maxLength: 128 },
  equivalent: { policy: samePolicy },
  create: async (clients, inputs) => {
    const name = text(inputs["name"]) ?? prefixedName(inputs["namePrefix"], 128);
    await putPolicy(clients, name, inputs);
    return `${required(inputs, "role")}:${name}`;
  },
  read: async (clients, id) => {
    const iam = await clients.iam();
    const { role, name } = roleAndName(id);
    const found = await unlessGone(
      () => iam.getRolePolicy({ RoleName: role, PolicyName: name }),
      ...gone,
    );
    return found === undefined
      ? undefined
      : { role, name, policy: policyText(found.PolicyDocument) };
  },
  update: (clients, id, inputs) => putPolicy(clients, roleAndName(id).name, inputs),
  delete: async (clients, id) => {
    const iam = await clients.iam();
    const { role, name } = roleAndName(id);
    await unlessGone(() => iam.deleteRolePolicy({ RoleName: role, PolicyName: name }), ...gone);
  },
};

const rolePolicyAttachment: ResourceEntry = {
  type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  inputs: ["policyArn", "role"],
  replaceOn: ["policyArn", "role"],
  computed: [],
  create: async (clients, inputs) => {
    const iam = await clients.iam();
    const role = required(inputs, "role");
    const policyArn = required(inputs, "policyArn");
    await iam.attachRolePolicy({ RoleName: role, PolicyArn: policyArn });
    return `${role}/${policyArn}`;
  },
  read: async (clients, id) => {
    const iam = await clients.iam();
    const { role, policyArn } = roleAndArn(id);
    const answer = await unlessGone(
      () => iam.listAttachedRolePolicies({ RoleName: role }),
      ...gone,
    );
    const attached = answer?.AttachedPolicies?.some(({ PolicyArn }) => PolicyArn === policyArn);
    return attached === true ? { role, policyArn } : undefined;
  },
  delete: async (clients, id) => {
    const iam = await clients.iam();
    const { role, policyArn } = roleAndArn(id);
    await unlessGone(() => iam.detachRolePolicy({ RoleName: role, PolicyArn: policyArn }), ...gone);
  },
};

const instanceProfile: ResourceEntry = {
  type: "aws:iam/instanceProfile:InstanceProfile",
  inputs: ["name", "namePrefix", "path", "role", "tags"],
  replaceOn: ["name", "namePrefix", "path"],
  computed: ["arn", "createDate", "tagsAll", "uniqueId"],
  defaults: { path: "/" },
  autoName: { property: "name", maxLength: 128 },
  create: async (clients, inputs) => {
    const iam = await clients.iam();
    const name = text(inputs["name"]) ?? prefixedName(inputs["namePrefix"], 128);
    await iam.createInstanceProfile(
      request<CreateInstanceProfileCommandInput>({
        InstanceProfileName: name,
        Path: inputs["path"],
        Tags: tagList(inputs["tagsAll"]),
      }),
    );
    await changeRole(iam, name, undefined, text(inputs["role"]));
    return name;
  },
  read: async (clients, id) => {
    const iam = await clients.iam();
    const answer = await unlessGone(
      () => iam.getInstanceProfile({ InstanceProfileName: id }),
      ...gone,
    );
    const found = answer?.InstanceProfile;
    if (found === undefined) {
      return undefined;
    }
    return observed({
      arn: found.Arn,
      name: found.InstanceProfileName,
      path: found.Path,
      uniqueId: found.InstanceProfileId,
      createDate: timestamp(found.CreateDate),
      role: found.Roles?.[0]?.RoleName,
      tagsAll: tagMap(found.Tags),
    });
  },
  update: async (clients, id, inputs, previous) => {
    const iam = await clients.iam();
    await changeRole(iam, id, text(previous["role"]), text(inputs["role"]));
    const { removed, written } = tagChanges(previous["tagsAll"], inputs["tagsAll"]);
    const InstanceProfileName = id;
    if (removed.length > 0) {
      await iam.untagInstanceProfile({ InstanceProfileName, TagKeys: removed });
    }
    const Tags = tagList(written);
    if (Tags.length > 0) {
      await iam.tagInstanceProfile({ InstanceProfileName, Tags });
    }
  },
  delete: async (clients, id, state) => {
    const iam = await clients.iam();
    await unlessGone(() => changeRole(iam, id, text(state["role"]), undefined), ...gone);
    await unlessGone(() => iam.deleteInstanceProfile({ InstanceProfileName: id }), ...gone);
  },
};

async function putPolicy(clients: Clients, name: string, inputs: Properties): Promise<void> {
  const iam = await clients.iam();
  await iam.putRolePolicy({
    RoleName: required(inputs, "role"),
    PolicyName: name,
    PolicyDocument: required(inputs, "policy"),
  });
}

async function changeRole(
  iam: IAM,
  profile: string,
  before: string | undefined,
  after: string | undefined,
): Promise<void> {
  if (before === after) {
    return;
  }
  const InstanceProfileName = profile;
  if (before !== undefined) {
    await unlessGone(
      () => iam.removeRoleFromInstanceProfile({ InstanceProfileName, RoleName: before }),
      ...gone,
    );
  }
  if (after === undefined) {
    return;
  }
  await retrying(
    () => iam.addRoleToInstanceProfile({ InstanceProfileName, RoleName: after }),
    (error) => refusedFor(error, ["InvalidParameterValue"], ["Invalid IAM Instance Profile name"]),
  );
}

/** `role:policy`; neither name may contain a colon. */
function roleAndName(id: string): { role: string; name: string } {
  const [role = "", name = ""] = id.split(":");
  return { role, name };
}

/** `role/arn:…`; the ARN has slashes of its own. */
function roleAndArn(id: string): { role: string; policyArn: string } {
  const slash = id.indexOf("/");
  return { role: id.slice(0, slash), policyArn: id.slice(slash + 1) };
}

export const entries: readonly ResourceEntry[] = [
  ...providers,
  ...roles,
  rolePolicy,
  rolePolicyAttachment,
  instanceProfile,
];
