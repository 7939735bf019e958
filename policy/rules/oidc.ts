import { isExact, limitsOf } from "./conditions";
import { type Statement } from "./policyDocuments";
import { hasWildcard } from "./wildcards";

/**
 * How many parts of a subject, between colons, say whose it is: `repo:org/app:…` is a repository's, and
 * `{id}:…` is one of Bitbucket. Subjects that begin otherwise have no part that may be left open.
 */
const partsThatName: ReadonlyMap<string, number> = new Map([
  ["repo", 2],
  ["project_path", 2],
  ["system", 4],
  ["organization", 4],
  ["pulumi", 6],
]);

/** The hosts of the OIDC providers whose tokens a statement accepts. */
export function providersOf({ principals }: Statement): readonly string[] {
  return principals.flatMap(({ kind, value }) =>
    kind.toLowerCase() === "federated" && value.includes(":oidc-provider/")
      ? (value.split(":oidc-provider/")[1] ?? "")
      : [],
  );
}

/** A subject that others could have, too; `*` where the statement asks for none. */
export function looseSubject({ conditions }: Statement, host: string): string | undefined {
  const limits = limitsOf(conditions, `${host}:sub`);
  const loose = limits.map((subjects) => subjects.find((subject) => !isNarrowSubject(subject)));
  return limits.length === 0 ? "*" : loose.includes(undefined) ? undefined : loose[0];
}

/** `{0a1b2c3d-…}`: a repository of Bitbucket. */
const repositoryId = /^\{[0-9a-f-]{36}\}$/;

/** Of CircleCI: a project is behind its organization, between slashes. */
const circleProject = /^org\/[0-9a-f-]{36}\/project\/[0-9a-f-]{36}\//;

function isNarrowSubject(subject: string): boolean {
  const parts = subject.split(":");
  const [first = ""] = parts;
  if (circleProject.test(subject)) {
    return true;
  }
  const naming = repositoryId.test(first) ? 1 : partsThatName.get(first);
  return naming === undefined
    ? isExact(subject)
    : parts.length >= naming && !parts.slice(0, naming).some(hasWildcard);
}
