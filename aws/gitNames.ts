/** What git and CodeCommit refuse in names, beyond their characters. */

/** CodeCommit API, CreateRepository and CreateBranch. */
export const repositoryPattern = /^[\w.-]{1,100}$/;
export const branchPattern = /^[\w./-]{1,256}$/;

/** Rules of git check-ref-format, for a name of letters, digits and `_ . / -`. */
const branchRules: readonly (readonly [RegExp, string])[] = [
  [/^-/, "must not start with a hyphen"],
  [/^\/|\/$|\/\//, "must not start or end with a slash, or have two in a row"],
  [/\.\./, "must not have two dots in a row"],
  [/(?:^|\/)\./, "must not have a dot at the start of it or behind a slash"],
  [/\.$/, "must not end with a dot"],
  [/\.lock(?:\/|$)/, 'must not end with ".lock"'],
  [/^HEAD$/, "must not be HEAD"],
];

/** What is wrong with the name of a branch. */
export function branchProblem(branch: string): string | undefined {
  return branchRules.find(([pattern]) => pattern.test(branch))?.[1];
}

/** What is wrong with the name of a repository: CodeCommit API, CreateRepository. */
export function repositoryProblem(repository: string): string | undefined {
  if (/\.git$/.test(repository)) {
    return 'must not end with ".git"';
  }
  return /^\.{1,2}$/.test(repository) ? "must not be a folder's name for itself" : undefined;
}
