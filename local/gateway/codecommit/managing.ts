import { ServiceError } from "../serviceError";
import { operation, repositoryArn, type Call, type Operation } from "./call";
import { page } from "./pages";
import { defaultBranch } from "./references";
import { type Repository } from "./repositories";
import { checkTags } from "./tags";

interface Named {
  readonly repositoryName: string;
}

const maxBatch = 100;

const createRepository = operation<
  Named & { repositoryDescription?: string; kmsKeyId?: string; tags?: Record<string, string> }
>(async (call, { repositoryName, repositoryDescription, kmsKeyId, tags = {} }) => {
  checkName(repositoryName);
  checkTags(tags);
  const repository = await call.repositories.create({
    repositoryName,
    tags,
    ...(repositoryDescription !== undefined && { repositoryDescription }),
    ...(kmsKeyId !== undefined && { kmsKeyId }),
  });
  return { repositoryMetadata: await metadata(call, repository) };
});

const getRepository = operation<Named>(async (call, { repositoryName }) => ({
  repositoryMetadata: await metadata(call, call.repositories.get(repositoryName)),
}));

const batchGetRepositories = operation<{ readonly repositoryNames: readonly string[] }>(
  async (call, { repositoryNames }) => {
    if (repositoryNames.length > maxBatch) {
      throw new ServiceError(
        "MaximumRepositoryNamesExceededException",
        `At most ${maxBatch} repositories may be asked for`,
      );
    }
    const found = repositoryNames.flatMap((name) => call.repositories.find(name) ?? []);
    return {
      repositories: await Promise.all(found.map((repository) => metadata(call, repository))),
      repositoriesNotFound: repositoryNames.filter(
        (name) => call.repositories.find(name) === undefined,
      ),
    };
  },
);

const listRepositories = operation<{
  readonly nextToken?: string;
  readonly sortBy?: "repositoryName" | "lastModifiedDate";
  readonly order?: "ascending" | "descending";
}>((call, { nextToken, sortBy = "repositoryName", order = "ascending" }) => {
  const facts = call.repositories
    .all()
    .map((repository) => repository.facts)
    .sort((one, other) => (one[sortBy] < other[sortBy] ? -1 : 1));
  if (order === "descending") {
    facts.reverse();
  }
  const named = facts.map(({ repositoryName, repositoryId }) => ({ repositoryName, repositoryId }));
  const { items, next } = page("repositories", named, nextToken, undefined, 1000);
  return { repositories: items, ...(next !== undefined && { nextToken: next }) };
});

// Deleting what is not there succeeds, without an ID in the answer.
const deleteRepository = operation<Named>((call, { repositoryName }) => {
  const deleted = call.repositories.delete(repositoryName);
  return deleted === undefined ? {} : { repositoryId: deleted.repositoryId };
});

const updateDescription = operation<Named & { readonly repositoryDescription?: string }>(
  (call, { repositoryName, repositoryDescription = "" }) => {
    call.repositories.update(repositoryName, { repositoryDescription });
    return {};
  },
);

const updateName = operation<{ readonly oldName: string; readonly newName: string }>(
  (call, { oldName, newName }) => {
    checkName(newName);
    call.repositories.update(oldName, { repositoryName: newName });
    return {};
  },
);

const updateEncryptionKey = operation<Named & { readonly kmsKeyId: string }>(
  (call, { repositoryName, kmsKeyId }) => {
    const { facts } = call.repositories.get(repositoryName);
    const { repositoryId } = call.repositories.update(repositoryName, { kmsKeyId }).facts;
    return { repositoryId, kmsKeyId, originalKmsKeyId: facts.kmsKeyId };
  },
);

export const managing: Readonly<Record<string, Operation>> = {
  CreateRepository: createRepository,
  GetRepository: getRepository,
  BatchGetRepositories: batchGetRepositories,
  ListRepositories: listRepositories,
  DeleteRepository: deleteRepository,
  UpdateRepositoryDescription: updateDescription,
  UpdateRepositoryName: updateName,
  UpdateRepositoryEncryptionKey: updateEncryptionKey,
};

async function metadata(call: Call, repository: Repository): Promise<object> {
  const { facts } = repository;
  const name = facts.repositoryName;
  return {
    accountId: call.account,
    repositoryId: facts.repositoryId,
    repositoryName: name,
    // Members that are undefined do not reach the wire.
    repositoryDescription: facts.repositoryDescription,
    defaultBranch: await defaultBranch(repository),
    lastModifiedDate: facts.lastModifiedDate,
    creationDate: facts.creationDate,
    kmsKeyId: facts.kmsKeyId,
    cloneUrlHttp: `${call.origin}/git-codecommit/v1/repos/${name}`,
    cloneUrlSsh: `ssh://git-codecommit.${call.region}.amazonaws.com/v1/repos/${name}`,
    Arn: repositoryArn(call, name),
  };
}

/** What the model's pattern does not say: a name may not look like a clone's folder. */
function checkName(name: string): void {
  if (name.endsWith(".git") || /^\.+$/.test(name)) {
    throw new ServiceError(
      "InvalidRepositoryNameException",
      `${name} is not a valid repository name`,
    );
  }
}
