import { type CreateRepositoryCommandInput } from "@aws-sdk/client-codecommit";

import { type Clients } from "../clients";
import { unlessGone } from "../provider/failure";
import {
  onceCreated,
  type FunctionEntry,
  type Properties,
  type ResourceEntry,
} from "../resourceEntry";
import { observed, record, request, required, tagChanges, text } from "./shapes";

const repository: ResourceEntry = {
  type: "aws:codecommit/repository:Repository",
  inputs: ["defaultBranch", "description", "kmsKeyId", "repositoryName", "tags"],
  // A new name is an update in the real provider; see `update`.
  replaceOn: [],
  computed: ["arn", "cloneUrlHttp", "cloneUrlSsh", "kmsKeyId", "repositoryId", "tagsAll"],
  validate: (inputs) => [
    ...tooLong(inputs, "repositoryName", 100),
    ...tooLong(inputs, "description", 1000),
  ],
  create: async (clients, inputs) => {
    const codeCommit = await clients.codeCommit();
    const { repositoryMetadata } = await codeCommit.createRepository(
      request<CreateRepositoryCommandInput>({
        repositoryName: inputs["repositoryName"],
        repositoryDescription: inputs["description"],
        kmsKeyId: inputs["kmsKeyId"],
        tags: inputs["tagsAll"],
      }),
    );
    const id = required({ ...repositoryMetadata }, "repositoryName");
    await onceCreated(id, () => setDefaultBranch(clients, id, inputs));
    return id;
  },
  read: async (clients, id, known) => {
    const codeCommit = await clients.codeCommit();
    const answer = await unlessGone(
      () => codeCommit.getRepository({ repositoryName: id }),
      "RepositoryDoesNotExistException",
    );
    const found = answer?.repositoryMetadata;
    if (found === undefined) {
      return undefined;
    }
    const { tags } = await codeCommit.listTagsForResource({ resourceArn: found.Arn });
    return {
      ...observed({
        arn: found.Arn,
        cloneUrlHttp: found.cloneUrlHttp,
        cloneUrlSsh: found.cloneUrlSsh,
        description: found.repositoryDescription,
        kmsKeyId: found.kmsKeyId,
        repositoryId: found.repositoryId,
        repositoryName: found.repositoryName,
        tagsAll: record(tags),
      }),
      // The provider looks after the default branch only where the program names one.
      ...(text(known["defaultBranch"]) !== undefined && found.defaultBranch !== undefined
        ? { defaultBranch: found.defaultBranch }
        : {}),
    };
  },
  update: async (clients, id, inputs, previous) => {
    if (inputs["repositoryName"] !== id) {
      // The real provider renames in place and gives the resource another ID, which Pulumi's protocol cannot carry.
      throw new Error(
        `The stand-in provider does not rename the repository "${id}". Rename it with "aws codecommit update-repository-name", then import it under its new name.`,
      );
    }
    const codeCommit = await clients.codeCommit();
    if (inputs["defaultBranch"] !== previous["defaultBranch"]) {
      await setDefaultBranch(clients, id, inputs);
    }
    if (inputs["description"] !== previous["description"]) {
      await codeCommit.updateRepositoryDescription({
        repositoryName: id,
        repositoryDescription: text(inputs["description"]) ?? "",
      });
    }
    const kmsKeyId = text(inputs["kmsKeyId"]);
    if (kmsKeyId !== undefined && kmsKeyId !== previous["kmsKeyId"]) {
      await codeCommit.updateRepositoryEncryptionKey({ repositoryName: id, kmsKeyId });
    }
    const resourceArn = text(previous["arn"]);
    const { removed, written } = tagChanges(previous["tagsAll"], inputs["tagsAll"]);
    if (removed.length > 0) {
      await codeCommit.untagResource({ resourceArn, tagKeys: removed });
    }
    if (Object.keys(written).length > 0) {
      await codeCommit.tagResource({ resourceArn, tags: written });
    }
  },
  delete: async (clients, id) => {
    // AWS calls the deletion of what is gone a success.
    await (await clients.codeCommit()).deleteRepository({ repositoryName: id });
  },
};

/** A repository without branches keeps none as its default; the provider says nothing then, and so does this. */
async function setDefaultBranch(clients: Clients, id: string, inputs: Properties): Promise<void> {
  const defaultBranchName = text(inputs["defaultBranch"]);
  if (defaultBranchName === undefined) {
    return;
  }
  const codeCommit = await clients.codeCommit();
  const { branches } = await codeCommit.listBranches({ repositoryName: id });
  if ((branches ?? []).length === 0) {
    return;
  }
  await codeCommit.updateDefaultBranch({ repositoryName: id, defaultBranchName });
}

function tooLong(inputs: Properties, property: string, max: number) {
  const value = inputs[property];
  return typeof value === "string" && value.length > max
    ? [
        {
          property,
          reason: `expected length to be in the range (0 - ${max}), got ${value.length} characters`,
        },
      ]
    : [];
}

const getRepository: FunctionEntry = {
  token: "aws:codecommit/getRepository:getRepository",
  invoke: async (clients, args) => {
    const codeCommit = await clients.codeCommit();
    const repositoryName = required(args, "repositoryName");
    const { repositoryMetadata } = await codeCommit.getRepository({ repositoryName });
    return {
      id: repositoryMetadata?.repositoryName,
      arn: repositoryMetadata?.Arn,
      cloneUrlHttp: repositoryMetadata?.cloneUrlHttp,
      cloneUrlSsh: repositoryMetadata?.cloneUrlSsh,
      kmsKeyId: repositoryMetadata?.kmsKeyId ?? "",
      repositoryId: repositoryMetadata?.repositoryId,
      repositoryName: repositoryMetadata?.repositoryName,
    };
  },
};

export const entries: readonly ResourceEntry[] = [repository];
export const functions: readonly FunctionEntry[] = [getRepository];
