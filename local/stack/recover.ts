import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { adopted, type Export } from "./adoption";
import { generationFile, lossesOf, stackFacts } from "./facts";
import { Failure } from "./failure";
import { startingOver } from "./losses";
import { type Place } from "./place";
import { recoveryOf, type Step } from "./recovery";
import { read, say, show } from "./run";

/** Brings the stack to where `pulumi up` can go on, and removes nothing; true when creations had been interrupted. */
export async function recover(place: Place): Promise<boolean> {
  const recovery = recoveryOf(stackFacts(place));
  if (recovery.kind === "refuse") {
    throw new Failure(recovery.problem, recovery.next);
  }
  for (const step of recovery.steps) {
    await take(step, place);
  }
  return recovery.steps.some(({ kind }) => kind === "adopt");
}

async function take(step: Step, place: Place): Promise<void> {
  switch (step.kind) {
    case "setAside":
      setAside(place);
      return;
    case "init":
      mkdirSync(place.backend, { recursive: true });
      // First: a stack of whose emulator nothing is known would be set aside.
      writeFileSync(generationFile(place), readFileSync(join(place.state, "generation")));
      pulumi(place, ["stack", "init", place.stack, "--non-interactive"]);
      return;
    case "cancel":
      say(`• Removing the lock of an update that was killed (process ${step.pid})`);
      pulumi(place, ["cancel", "--yes", "--stack", place.stack]);
      return;
    case "adopt":
      say(
        `• The last update was killed while it made ${step.urns.map(nameOf).join(", ")}; looking what exists`,
      );
      await adopt(place);
  }
}

/** State files describe what the emulator held that made it; kept, because not everything in them can be made again. */
function setAside(place: Place): void {
  if (!existsSync(place.backend)) {
    return;
  }
  const folder = join(place.state, "lost");
  mkdirSync(folder, { recursive: true });
  const kept = join(folder, `pulumi-${new Date().toISOString().replaceAll(":", "-")}`);
  renameSync(place.backend, kept);
  say(`• The emulator of the last run has ended; the state of its stacks is kept in ${kept}`);
}

/** What exists of the creations that were interrupted becomes part of the stack; the record of the others goes. */
async function adopt(place: Place): Promise<void> {
  const stack = ["--stack", place.stack];
  const exported = JSON.parse(pulumi(place, ["stack", "export", ...stack])) as Export;
  const file = join(place.state, "adopted.json");
  writeFileSync(file, JSON.stringify(adopted(exported, place)), { mode: 0o600 });
  try {
    pulumi(place, ["stack", "import", "--file", file, ...stack]);
  } finally {
    rmSync(file);
  }
  const options = ["--yes", "--skip-preview", "--non-interactive", "--clear-pending-creates"];
  if (!(await show("pulumi", ["refresh", ...options, ...stack], place.root))) {
    throw new Failure(
      "The stack could not be read back after an update that was killed.",
      `Put right what the messages above name and run make local again. ${startingOver(lossesOf(place))}`,
    );
  }
}

function pulumi(place: Place, args: readonly string[]): string {
  const printed = read("pulumi", args, place.root);
  if (printed === undefined) {
    throw new Failure(
      `"pulumi ${args.join(" ")}" failed.`,
      `To see why: eval "$(local/env)", then the same command. ${startingOver(lossesOf(place))}`,
    );
  }
  return printed;
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
