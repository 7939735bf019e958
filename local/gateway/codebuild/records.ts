import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Things of one kind in a folder, one JSON file each; they outlive the gateway. */
export interface Records<T> {
  all(): readonly T[];
  find(id: string): T | undefined;
  keep(record: T): void;
  delete(id: string): void;
}

/** @param idOf what a record is found by. */
export function records<T>(folder: string, idOf: (record: T) => string): Records<T> {
  mkdirSync(folder, { recursive: true });
  const known = new Map<string, T>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
    const record = JSON.parse(readFileSync(join(folder, file), "utf8")) as T;
    known.set(idOf(record), record);
  }
  const fileOf = (id: string): string => join(folder, `${encodeURIComponent(id)}.json`);
  return {
    all: () => [...known.values()],
    find: (id) => known.get(id),
    keep: (record) => {
      const id = idOf(record);
      const file = fileOf(id);
      // Written beside and moved: a kill leaves the old file or the new one.
      writeFileSync(`${file}.new`, JSON.stringify(record));
      renameSync(`${file}.new`, file);
      known.set(id, record);
    },
    delete: (id) => {
      known.delete(id);
      rmSync(fileOf(id), { force: true });
    },
  };
}
