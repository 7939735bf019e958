import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { ServiceError } from "../serviceError";
import { git, type GitFolder } from "./git";
import { removeLeftovers } from "./leftovers";

/** What is kept of a repository beside its git. */
export interface RepositoryFacts {
  readonly repositoryId: string;
  readonly repositoryName: string;
  readonly repositoryDescription?: string;
  readonly kmsKeyId?: string;
  /** Seconds since 1970. */
  readonly creationDate: number;
  readonly lastModifiedDate: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** A repository: its facts, and real git. */
export interface Repository extends GitFolder {
  readonly facts: RepositoryFacts;
}

/** The repositories in the state folder, one folder each: `repository.json` and `git/`. */
export interface Repositories {
  all(): readonly Repository[];
  /** @throws ServiceError RepositoryDoesNotExistException */
  get(name: string): Repository;
  find(name: string): Repository | undefined;
  create(
    facts: Pick<RepositoryFacts, "repositoryName" | "repositoryDescription" | "kmsKeyId" | "tags">,
  ): Promise<Repository>;
  update(name: string, change: Partial<RepositoryFacts>): Repository;
  delete(name: string): RepositoryFacts | undefined;
  /** One after the other for one repository: what changes branches must see what the one before it did. */
  exclusively<T>(repository: Repository, work: () => Promise<T>): Promise<T>;
}

export function repositories(folder: string): Repositories {
  mkdirSync(folder, { recursive: true });
  const known = new Map<string, Repository>(
    load(folder).map((repository) => [repository.facts.repositoryName, repository]),
  );
  const turns = new Map<string, Promise<unknown>>();

  const get = (name: string): Repository => {
    const found = known.get(name);
    if (found === undefined) {
      throw new ServiceError("RepositoryDoesNotExistException", `${name} does not exist`);
    }
    return found;
  };
  const refuseTaken = (name: string): void => {
    if (known.has(name)) {
      throw new ServiceError(
        "RepositoryNameExistsException",
        `Repository named ${name} already exists`,
      );
    }
  };
  const keep = (facts: RepositoryFacts): Repository => {
    const place = join(folder, facts.repositoryId);
    const file = join(place, "repository.json");
    // Written beside and moved: a kill leaves the old file or the new one.
    writeFileSync(`${file}.new`, JSON.stringify(facts, undefined, 2));
    renameSync(`${file}.new`, file);
    const repository = { facts, folder: join(place, "git") };
    known.set(facts.repositoryName, repository);
    return repository;
  };

  return {
    all: () => [...known.values()],
    find: (name) => known.get(name),
    get,
    create: async (given) => {
      refuseTaken(given.repositoryName);
      const repositoryId = randomUUID();
      const place = join(folder, repositoryId);
      mkdirSync(join(place, "git"), { recursive: true });
      await git({ folder: join(place, "git") }, [
        "init",
        "--quiet",
        "--bare",
        "--initial-branch=main",
      ]);
      refuseTaken(given.repositoryName);
      const now = seconds();
      return keep({ ...given, repositoryId, creationDate: now, lastModifiedDate: now });
    },
    update: (name, change) => {
      const { facts } = get(name);
      const renamed = change.repositoryName !== undefined && change.repositoryName !== name;
      if (renamed) {
        refuseTaken(change.repositoryName);
      }
      const updated = keep({ ...facts, ...change, lastModifiedDate: seconds() });
      if (renamed) {
        known.delete(name);
      }
      return updated;
    },
    delete: (name) => {
      const found = known.get(name);
      if (found === undefined) {
        return undefined;
      }
      known.delete(name);
      rmSync(join(folder, found.facts.repositoryId), {
        recursive: true,
        force: true,
        maxRetries: 5,
      });
      return found.facts;
    },
    exclusively: async (repository, work) => {
      const { repositoryId } = repository.facts;
      const turn = (turns.get(repositoryId) ?? Promise.resolve()).then(work, work);
      turns.set(repositoryId, turn);
      return turn;
    },
  };
}

function load(folder: string): Repository[] {
  return readdirSync(folder).flatMap((id) => {
    try {
      const text = readFileSync(join(folder, id, "repository.json"), "utf8");
      const gitFolder = join(folder, id, "git");
      removeLeftovers(gitFolder);
      return [{ facts: JSON.parse(text) as RepositoryFacts, folder: gitFolder }];
    } catch {
      // A folder without its facts was being made or deleted when the gateway ended: it is no repository.
      return [];
    }
  });
}

function seconds(): number {
  return Date.now() / 1000;
}
