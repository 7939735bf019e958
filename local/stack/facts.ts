import { readFileSync, readdirSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

import { type Place } from "./place";
import { checkpointOf, type Lock, type StackFacts } from "./recovery";

/** Looks at what an earlier run left. */
export function stackFacts(place: Place): StackFacts {
  const file = join(place.backend, ".pulumi", "stacks", place.project, `${place.stack}.json`);
  const locks = join(place.backend, ".pulumi", "locks", "organization", place.project, place.stack);
  const emulator = textOf(join(place.state, "generation"));
  return {
    hostname: hostname(),
    file,
    checkpoint: checkpointOf(textOf(file)),
    locks: filesIn(locks).map((name) => lockOf(textOf(join(locks, name)) ?? "")),
    sameEmulator: textOf(generationFile(place)) === emulator,
  };
}

/** Which emulator the stack was made in. */
export function generationFile(place: Place): string {
  return join(place.backend, "generation");
}

function lockOf(text: string): Lock {
  try {
    const lock = JSON.parse(text) as Omit<Lock, "alive">;
    return { ...lock, alive: isPulumi(lock.pid) };
  } catch {
    // Killed while it wrote the lock.
    return { pid: 0, hostname: hostname(), username: "", alive: false };
  }
}

/** A process id alone may be another program's by now. */
function isPulumi(pid: number): boolean {
  return (textOf(`/proc/${pid}/cmdline`) ?? "").split("\0")[0]?.endsWith("pulumi") ?? false;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".json"));
  } catch {
    return [];
  }
}
