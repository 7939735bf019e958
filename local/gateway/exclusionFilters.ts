import { readFileSync, writeFileSync } from "node:fs";

import { type ExclusionFilter } from "./tagImmutability";

/**
 * The immutability exclusions of each repository. The emulator knows the mode but forgets its filters, so the
 * gateway keeps them, in a file: it may be restarted while the emulator lives on.
 */
export interface ExclusionFilters {
  of(repository: string): readonly ExclusionFilter[];
  /** Takes note of a call that succeeded. */
  note(action: string | undefined, body: string): void;
  /** Adds the filters to the repositories of a response. */
  complete(body: string): string;
}

interface Call {
  readonly repositoryName?: string;
  readonly imageTagMutabilityExclusionFilters?: readonly ExclusionFilter[];
}

interface Described {
  readonly repositoryName?: string;
  imageTagMutabilityExclusionFilters?: readonly ExclusionFilter[];
}

export function exclusionFilters(file: string): ExclusionFilters {
  const filters = new Map<string, readonly ExclusionFilter[]>(read(file));
  const of = (repository: string): readonly ExclusionFilter[] => filters.get(repository) ?? [];
  return {
    of,
    note: (action, body) => {
      const setting = action === "CreateRepository" || action === "PutImageTagMutability";
      if (!setting && action !== "DeleteRepository") {
        return;
      }
      const call = JSON.parse(body) as Call;
      if (call.repositoryName === undefined) {
        return;
      }
      const wanted = setting ? (call.imageTagMutabilityExclusionFilters ?? []) : [];
      if (wanted.length > 0) {
        filters.set(call.repositoryName, wanted);
      } else {
        filters.delete(call.repositoryName);
      }
      writeFileSync(file, JSON.stringify([...filters]));
    },
    complete: (body) => {
      const reply = JSON.parse(body) as { repository?: Described; repositories?: Described[] };
      const described = [
        ...(reply.repositories ?? []),
        ...(reply.repository ? [reply.repository] : []),
      ];
      for (const repository of described) {
        const own = of(repository.repositoryName ?? "");
        if (own.length > 0) {
          repository.imageTagMutabilityExclusionFilters = own;
        }
      }
      return JSON.stringify(reply);
    },
  };
}

function read(file: string): [string, readonly ExclusionFilter[]][] {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as [string, readonly ExclusionFilter[]][];
  } catch {
    // Absent at the first start, cut short after a kill: the next update of the stack sets them again.
    return [];
  }
}
