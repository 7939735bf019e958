import {
  type CreateRepositoryCommandInput,
  type PutImageTagMutabilityCommandInput,
} from "@aws-sdk/client-ecr";

import { type Clients } from "../clients";
import { sameJson, sameSet } from "../equivalence";
import { isAwsError, unlessGone } from "../provider/failure";
import { type FunctionEntry, type Properties, type ResourceEntry } from "../resourceEntry";
import {
  changedOf,
  flag,
  observed,
  present,
  record,
  records,
  request,
  required,
  tagChanges,
  tagList,
  tagMap,
  text,
} from "./shapes";

const mutabilities = ["MUTABLE", "IMMUTABLE", "MUTABLE_WITH_EXCLUSION", "IMMUTABLE_WITH_EXCLUSION"];

const repository: ResourceEntry = {
  type: "aws:ecr/repository:Repository",
  inputs: [
    "encryptionConfigurations",
    "forceDelete",
    "imageScanningConfiguration",
    "imageTagMutability",
    "imageTagMutabilityExclusionFilters",
    "name",
    "tags",
  ],
  replaceOn: ["encryptionConfigurations", "name"],
  computed: ["arn", "encryptionConfigurations", "registryId", "repositoryUrl", "tagsAll"],
  defaults: { imageTagMutability: "MUTABLE" },
  autoName: { property: "name", maxLength: 256, lowercase: true },
  equivalent: { imageTagMutabilityExclusionFilters: sameSet },
  validate: (inputs) => {
    const mutability = inputs["imageTagMutability"];
    if (typeof mutability !== "string") {
      return [];
    }
    if (!mutabilities.includes(mutability)) {
      const reason = `expected one of ${mutabilities.join(", ")}, got ${mutability}`;
      return [{ property: "imageTagMutability", reason }];
    }
    const filters = inputs["imageTagMutabilityExclusionFilters"];
    const reason = `can only be specified when image_tag_mutability is set to MUTABLE_WITH_EXCLUSION or IMMUTABLE_WITH_EXCLUSION`;
    return filters !== undefined && !mutability.endsWith("_WITH_EXCLUSION")
      ? [{ property: "imageTagMutabilityExclusionFilters", reason }]
      : [];
  },
  create: async (clients, inputs) => {
    const ecr = await clients.ecr();
    const { repository: created } = await ecr.createRepository(
      request<CreateRepositoryCommandInput>({
        repositoryName: inputs["name"],
        ...mutability(inputs),
        imageScanningConfiguration: inputs["imageScanningConfiguration"],
        encryptionConfiguration: records(inputs["encryptionConfigurations"])[0],
        tags: tagList(inputs["tagsAll"]),
      }),
    );
    return required({ ...created }, "repositoryName");
  },
  read: async (clients, id) => {
    const ecr = await clients.ecr();
    const answer = await unlessGone(
      () => ecr.describeRepositories({ repositoryNames: [id] }),
      "RepositoryNotFoundException",
    );
    const found = answer?.repositories?.[0];
    if (found === undefined) {
      return undefined;
    }
    const { tags } = await ecr.listTagsForResource({ resourceArn: found.repositoryArn });
    const filters = found.imageTagMutabilityExclusionFilters;
    const scanning = found.imageScanningConfiguration;
    return {
      ...observed({
        arn: found.repositoryArn,
        name: found.repositoryName,
        registryId: found.registryId,
        repositoryUrl: found.repositoryUri,
        imageTagMutability: found.imageTagMutability,
        imageScanningConfiguration: scanning && { scanOnPush: scanning.scanOnPush ?? false },
        encryptionConfigurations: found.encryptionConfiguration && [
          present({ ...found.encryptionConfiguration }),
        ],
        tagsAll: tagMap(tags),
      }),
      // The emulator takes filters and does not give them back: then what was sent stays in the state.
      ...(filters ? { imageTagMutabilityExclusionFilters: filters } : {}),
    };
  },
  update: async (clients, id, inputs, previous) => {
    const ecr = await clients.ecr();
    const names = ["imageTagMutability", "imageTagMutabilityExclusionFilters"];
    if (changedOf(names, previous, inputs).length > 0) {
      await ecr.putImageTagMutability(
        request<PutImageTagMutabilityCommandInput>({ repositoryName: id, ...mutability(inputs) }),
      );
    }
    if (changedOf(["imageScanningConfiguration"], previous, inputs).length > 0) {
      const { scanOnPush } = record(inputs["imageScanningConfiguration"]);
      await ecr.putImageScanningConfiguration({
        repositoryName: id,
        imageScanningConfiguration: { scanOnPush: flag(scanOnPush) ?? false },
      });
    }
    const resourceArn = text(previous["arn"]);
    const { removed, written } = tagChanges(previous["tagsAll"], inputs["tagsAll"]);
    if (removed.length > 0) {
      await ecr.untagResource({ resourceArn, tagKeys: removed });
    }
    const tags = tagList(written);
    if (tags.length > 0) {
      await ecr.tagResource({ resourceArn, tags });
    }
  },
  delete: async (clients, id, state) => {
    const ecr = await clients.ecr();
    const force = state["forceDelete"] === true;
    try {
      await unlessGone(
        () => ecr.deleteRepository({ repositoryName: id, force }),
        "RepositoryNotFoundException",
      );
    } catch (error) {
      if (!isAwsError(error, "RepositoryNotEmptyException")) {
        throw error;
      }
      const hint = `ECR Repository (${id}) not empty, consider using force_delete: `;
      throw Object.assign(error as Error, { message: hint + (error as Error).message });
    }
  },
};

const lifecyclePolicy: ResourceEntry = {
  type: "aws:ecr/lifecyclePolicy:LifecyclePolicy",
  inputs: ["policy", "repository"],
  replaceOn: ["repository"],
  computed: ["registryId"],
  equivalent: { policy: sameJson },
  create: (clients, inputs) => putLifecyclePolicy(clients, inputs),
  read: async (clients, id) => {
    const ecr = await clients.ecr();
    const found = await unlessGone(
      () => ecr.getLifecyclePolicy({ repositoryName: id }),
      "LifecyclePolicyNotFoundException",
      "RepositoryNotFoundException",
    );
    return found === undefined
      ? undefined
      : { repository: id, policy: found.lifecyclePolicyText, registryId: found.registryId };
  },
  update: async (clients, _id, inputs) => {
    await putLifecyclePolicy(clients, inputs);
  },
  delete: async (clients, id) => {
    const ecr = await clients.ecr();
    await unlessGone(
      () => ecr.deleteLifecyclePolicy({ repositoryName: id }),
      "LifecyclePolicyNotFoundException",
      "RepositoryNotFoundException",
    );
  },
};

async function putLifecyclePolicy(clients: Clients, inputs: Properties): Promise<string> {
  const ecr = await clients.ecr();
  const repositoryName = required(inputs, "repository");
  await ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText: required(inputs, "policy") });
  return repositoryName;
}

function mutability(inputs: Properties): Properties {
  return present({
    imageTagMutability: inputs["imageTagMutability"],
    imageTagMutabilityExclusionFilters: inputs["imageTagMutabilityExclusionFilters"],
  });
}

/** Credentials for the registry, as `docker login` takes them. */
async function credentials(clients: Clients, args: Properties): Promise<Properties> {
  const ecr = await clients.ecr();
  // The API still takes a registry, but the token is good for every registry of the principal.
  const { authorizationData } = await ecr.getAuthorizationToken({});
  const data = authorizationData?.[0];
  const token = required({ ...data }, "authorizationToken");
  const [userName = "", password = ""] = Buffer.from(token, "base64").toString().split(":");
  return present({
    id: clients.region,
    authorizationToken: token,
    expiresAt: data?.expiresAt?.toISOString(),
    proxyEndpoint: data?.proxyEndpoint,
    userName,
    password,
    registryId: args["registryId"],
  });
}

export const entries: readonly ResourceEntry[] = [repository, lifecyclePolicy];

export const functions: readonly FunctionEntry[] = [
  {
    token: "aws:ecr/getAuthorizationToken:getAuthorizationToken",
    invoke: async (clients, args) => ({
      ...(await credentials(clients, args)),
      region: clients.region,
    }),
  },
  { token: "aws:ecr/getCredentials:getCredentials", invoke: credentials },
];
