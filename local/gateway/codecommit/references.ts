import { ServiceError } from "../serviceError";
import { git, gitOrNothing, type GitFolder } from "./git";

/** Where each branch and tag stands. */
export type References = ReadonlyMap<string, string>;

/** One branch or tag that moved. */
export interface ReferenceChange {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

const none = "0".repeat(40);
export const commitIdPattern = /^[0-9a-f]{40}$/;

export async function references(repository: GitFolder): Promise<References> {
  const lines = await git(repository, ["for-each-ref", "--format=%(objectname) %(refname)"]);
  return new Map(
    lines.split("\n").flatMap((line): [string, string][] => {
      const [id = "", name = ""] = line.split(" ");
      return /^refs\/(heads|tags)\//.test(name) ? [[name, id]] : [];
    }),
  );
}

/** What is different between two looks at the references. */
export function referenceChanges(before: References, after: References): ReferenceChange[] {
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((name) => {
    const change = { name, before: before.get(name), after: after.get(name) };
    return change.before === change.after ? [] : [change];
  });
}

export async function branchTip(
  repository: GitFolder,
  branch: string,
): Promise<string | undefined> {
  return gitOrNothing(repository, [
    "rev-parse",
    "--verify",
    "--quiet",
    `refs/heads/${branch}^{commit}`,
  ]);
}

export async function existingTip(repository: GitFolder, branch: string): Promise<string> {
  const tip = await branchTip(repository, branch);
  if (tip === undefined) {
    throw new ServiceError("BranchDoesNotExistException", `Branch ${branch} does not exist`);
  }
  return tip;
}

/** Moves a branch, only from where it is believed to be; `undefined` is the absence of the branch. */
export async function moveBranch(
  repository: GitFolder,
  branch: string,
  from: string | undefined,
  to: string | undefined,
): Promise<void> {
  const name = `refs/heads/${branch}`;
  await git(
    repository,
    to === undefined
      ? ["update-ref", "-d", name, from ?? none]
      : ["update-ref", name, to, from ?? none],
  );
}

/** The default branch; a repository without commits has none. */
export async function defaultBranch(repository: GitFolder): Promise<string | undefined> {
  const name = (await git(repository, ["symbolic-ref", "HEAD"])).replace("refs/heads/", "");
  return (await branchTip(repository, name)) === undefined ? undefined : name;
}

export async function setDefaultBranch(repository: GitFolder, branch: string): Promise<void> {
  await git(repository, ["symbolic-ref", "HEAD", `refs/heads/${branch}`]);
}

/** The first branch of a repository becomes its default. */
export async function adoptDefaultBranch(repository: GitFolder): Promise<void> {
  if ((await defaultBranch(repository)) !== undefined) {
    return;
  }
  const branches = [...(await references(repository)).keys()].filter((name) =>
    name.startsWith("refs/heads/"),
  );
  const [first] = branches.sort();
  if (first !== undefined) {
    await setDefaultBranch(repository, first.replace("refs/heads/", ""));
  }
}

/** @throws ServiceError InvalidBranchNameException, by git's own rules for names. */
export async function checkBranchName(repository: GitFolder, branch: string): Promise<void> {
  const valid = await gitOrNothing(repository, ["check-ref-format", `refs/heads/${branch}`]);
  if (valid === undefined || branch.startsWith("-") || commitIdPattern.test(branch)) {
    throw new ServiceError("InvalidBranchNameException", `${branch} is not a valid branch name`);
  }
}

/**
 * The commit that a specifier means: a commit ID, a branch, a tag, a full reference; the default branch without one.
 *
 * @throws ServiceError CommitDoesNotExistException
 */
export async function commitAt(
  repository: GitFolder,
  specifier: string | undefined,
): Promise<string> {
  const wanted = specifier ?? "HEAD";
  const candidates =
    wanted === "HEAD" || wanted.startsWith("refs/") || commitIdPattern.test(wanted)
      ? [wanted]
      : [`refs/heads/${wanted}`, `refs/tags/${wanted}`];
  for (const candidate of candidates) {
    const found = await gitOrNothing(repository, [
      "rev-parse",
      "--verify",
      "--quiet",
      "--end-of-options",
      `${candidate}^{commit}`,
    ]);
    if (found !== undefined) {
      return found;
    }
  }
  throw new ServiceError(
    "CommitDoesNotExistException",
    specifier === undefined
      ? "No commit was specified, and the repository has no default branch"
      : `Could not resolve reference ${specifier} to a commit`,
  );
}
