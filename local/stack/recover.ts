import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { generationFile, stackFacts } from "./facts";
import { Failure } from "./failure";
import { type Place } from "./place";
import { recoveryOf, type Step } from "./recovery";
import { read, say, show } from "./run";

/** Brings the stack to where `pulumi up` can go on; true when creations of a killed run were cleared. */
export async function recover(place: Place): Promise<boolean> {
  const recovery = recoveryOf(stackFacts(place));
  if (recovery.kind === "refuse") {
    throw new Failure(recovery.problem, recovery.next);
  }
  for (const step of recovery.steps) {
    await take(step, place);
  }
  return recovery.steps.some(({ kind }) => kind === "clearPendingCreates");
}

/** Everything anew: an empty emulator and no stack. */
export async function startOver(place: Place): Promise<void> {
  for (const script of ["stop", "start"]) {
    if (!(await show(join(place.root, "local", "emulator", script), [], place.root))) {
      throw new Failure("Local AWS did not start again.", "Try: make local-down, then make local");
    }
  }
  await recover(place);
}

async function take(step: Step, place: Place): Promise<void> {
  const stack = ["--stack", place.stack];
  switch (step.kind) {
    case "forget":
      putAside(place);
      return;
    case "init":
      mkdirSync(place.backend, { recursive: true });
      pulumi(place, ["stack", "init", place.stack, "--non-interactive"]);
      writeFileSync(generationFile(place), readFileSync(join(place.state, "generation")));
      return;
    case "cancel":
      say(`• Removing the lock of an update that was killed (process ${step.pid})`);
      pulumi(place, ["cancel", "--yes", ...stack]);
      return;
    case "clearPendingCreates":
      say(
        `• The last update was killed while it made ${step.urns.map(nameOf).join(", ")}; looking what exists`,
      );
      if (
        !(await show(
          "pulumi",
          [
            "refresh",
            "--yes",
            "--skip-preview",
            "--non-interactive",
            "--clear-pending-creates",
            ...stack,
          ],
          place.root,
        ))
      ) {
        throw new Failure(
          "The stack could not be read back after an update that was killed.",
          "Its messages are above. To start over: make local-down, then make local",
        );
      }
  }
}

/** The emulator keeps everything in memory; the state of its stacks is all that says what there was. */
export function putAside({ backend, state }: Place): void {
  if (!existsSync(backend)) {
    return;
  }
  const kept = join(state, "lost", `pulumi-${new Date().toISOString().replace(/[:.]/g, "-")}`);
  mkdirSync(join(state, "lost"), { recursive: true });
  renameSync(backend, kept);
  say(
    `• The emulator ended, and with it what local AWS held; all is made anew. What its stacks said is kept in ${kept}`,
  );
}

function pulumi(place: Place, args: readonly string[]): void {
  if (read("pulumi", args, place.root) === undefined) {
    throw new Failure(
      `"pulumi ${args.join(" ")}" failed.`,
      `To see why: eval "$(local/env)", then the same command. To start over: make local-down`,
    );
  }
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
