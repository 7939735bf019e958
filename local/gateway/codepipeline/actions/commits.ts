import { commitFacts, type CommitFacts } from "../../codecommit/commitFacts";
import { gitBytes, GitError, type GitFolder } from "../../codecommit/git";
import { branchTip } from "../../codecommit/references";
import { fileInZip } from "../../zip";
import { type AwsCalls } from "../awsCalls";
import { type Artifact } from "../execution";

/** What the actions read of a repository's commits; everything that is absent is undefined. */
export interface Commits {
  exists(repository: string): boolean;
  branch(repository: string, name: string): Promise<string | undefined>;
  commit(repository: string, id: string): Promise<CommitFacts | undefined>;
  file(repository: string, commitId: string, path: string): Promise<Buffer | undefined>;
}

/** A file of an artifact: of a commit, or of the archive that a build left. */
export async function fileIn(
  { repository, commitId, bucket, key }: Artifact,
  path: string,
  roleArn: string,
  commits: Pick<Commits, "file">,
  calls: Pick<AwsCalls, "getObject">,
): Promise<Buffer | undefined> {
  return repository === undefined || commitId === undefined
    ? fileInZip((await calls.getObject(roleArn, bucket, key)).content, path)
    : commits.file(repository, commitId, path);
}

/** Reads the repositories of the CodeCommit that stands beside. */
export function gitCommits(folderOf: (repository: string) => string | undefined): Commits {
  const within = async <T>(
    repository: string,
    ask: (git: GitFolder) => Promise<T | undefined>,
  ): Promise<T | undefined> => {
    const folder = folderOf(repository);
    return folder === undefined ? undefined : ask({ folder });
  };
  return {
    exists: (repository) => folderOf(repository) !== undefined,
    branch: (repository, name) => within(repository, (git) => branchTip(git, name)),
    commit: (repository, id) =>
      within(repository, async (git) => (await commitFacts(git, [id])).at(0)),
    file: (repository, commitId, path) =>
      within(repository, async (git) => {
        try {
          return await gitBytes(git, ["cat-file", "blob", `${commitId}:${path}`]);
        } catch (error) {
          // No such path, or a folder.
          if (error instanceof GitError) {
            return undefined;
          }
          throw error;
        }
      }),
  };
}
