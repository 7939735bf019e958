import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { measureDelivery } from "./delivery";
import { measureEcsDeploy } from "./ecsDeploy";
import { preview, type Run } from "./measure";
import { ownLocalAws } from "./ownLocalAws";
import {
  type Program,
  rawCompiled,
  rawTypeScript,
  slipway,
  slipwayWithEmptyPack,
  slipwayWithPack,
} from "./programs";
import { type Comparison, writeReport } from "./report";
import { measureUnchanged, type Unchanged } from "./unchanged";
import { type UnchangedComparison } from "./unchangedReport";

/** `make bench`: previews side by side, as ratios of runs in turn, written to docs/benchmarks.md. */

const rounds = Number(process.env.BENCH_ROUNDS ?? 3);

async function main(): Promise<void> {
  // Ctrl+C ends the preview that runs, and with it the benchmark: what was started is removed first.
  process.once("SIGINT", () => {
    console.error("Removing the local AWS of the benchmark …");
  });
  const scratch = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  Object.assign(process.env, ownLocalAws(scratch));
  try {
    // On the two ports after those of the emulator that previews ask.
    const delivery = await measureDelivery(rounds, Number(process.env.SLIPWAY_PORT) + 2);
    local("emulator/start");
    const ecsDeploy = await measureEcsDeploy(scratch, rounds, Number(process.env.SLIPWAY_PORT));
    const measurements = { ...(await newStacks(scratch)), delivery, ecsDeploy };
    const unchanged = await unchangedStacks(scratch);
    writeReport({ ...measurements, unchanged }, rounds);
  } finally {
    local("down");
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Previews of stacks that do not exist yet. */
async function newStacks(scratch: string) {
  const small = slipway(scratch, { apps: 10 });
  const smallCompiled = rawCompiled(scratch, { apps: 10 });
  const smallTypeScript = rawTypeScript(scratch, { apps: 10 });
  await warmUp([small, smallCompiled, smallTypeScript, slipwayWithPack(scratch, { apps: 10 })]);
  const few = await compare("10 apps", small, [
    ["by hand, compiled", smallCompiled],
    ["by hand, Pulumi's default", smallTypeScript],
  ]);
  const large = slipway(scratch, { apps: 100 });
  const largeCompiled = rawCompiled(scratch, { apps: 100 });
  const largeWithPack = slipwayWithPack(scratch, { apps: 100 });
  const largeWithEmptyPack = slipwayWithEmptyPack(scratch, { apps: 100 });
  [large, largeCompiled, largeWithPack, largeWithEmptyPack].forEach(initialise);
  const many = await compare("100 apps", large, [
    ["by hand, compiled", largeCompiled],
    ["with the policy pack", largeWithPack],
    ["with an empty pack", largeWithEmptyPack],
  ]);
  const [byHand, judged, empty] = many.others;
  if (byHand === undefined || judged === undefined || empty === undefined) {
    throw new Error("A program has no runs.");
  }
  const huge = slipway(scratch, { apps: 500, clusters: 5 });
  const hugeCompiled = rawCompiled(scratch, { apps: 500 });
  [huge, hugeCompiled].forEach(initialise);
  const most = await compare("500 apps", huge, [["by hand, compiled", hugeCompiled]]);
  return {
    comparisons: [few, { ...many, others: [byHand] }, most],
    judged: {
      title: "100 apps with the policy pack",
      ours: judged.runs,
      others: [{ name: "Slipway with an empty pack", runs: empty.runs }],
    },
    emptyPack: {
      title: "100 apps with a pack of no policy",
      ours: empty.runs,
      others: [{ name: "Slipway without a pack", runs: many.ours }],
    },
  } as const;
}

/** Stacks that are made, without a running task, and previewed again. */
async function unchangedStacks(scratch: string): Promise<UnchangedComparison[]> {
  const comparisons: UnchangedComparison[] = [];
  for (const apps of [40, 100]) {
    const size = { apps, tasks: 0 };
    const ours = slipway(scratch, size, "made");
    const byHand = rawCompiled(scratch, size, "handmade");
    [ours, byHand].forEach(initialise);
    comparisons.push({
      ours: await onItsOwn(ours, apps),
      byHand: await onItsOwn(byHand, apps),
    });
  }
  return comparisons;
}

/** Each once: what is read from disk is in the caches of the file system after that, of any size of stack. */
async function warmUp(programs: readonly Program[]): Promise<void> {
  for (const program of programs) {
    initialise(program);
    await preview(program);
    console.log(`Warm-up, ${program.stack}`);
  }
}

function initialise(program: Program): void {
  execFileSync("pulumi", ["stack", "init", "--no-select", program.stack], {
    cwd: program.stackFolder,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** On a local AWS that has nothing else: programs may give the same names. */
async function onItsOwn(program: Program, apps: number): Promise<Unchanged> {
  local("down");
  local("emulator/start");
  return measureUnchanged(program, { apps, rounds });
}

/** Runs the programs in turn, so that a slow moment of the machine slows all of them. */
async function compare(
  title: string,
  ours: Program,
  others: readonly (readonly [string, Program])[],
): Promise<Comparison> {
  const programs = [ours, ...others.map(([, program]) => program)];
  const runs: Run[][] = programs.map(() => []);
  for (let round = 1; round <= rounds; round++) {
    for (const [index, program] of programs.entries()) {
      const run = await preview(program);
      console.log(
        `${title}, ${program.stack}, round ${round} of ${rounds}: ` +
          `${run.seconds.toFixed(2)} s, ${run.programMiB.toFixed(0)} MiB`,
      );
      runs[index]?.push(run);
    }
  }
  const [own = [], ...rest] = runs;
  return {
    title,
    ours: own,
    others: others.map(([name], index) => ({ name, runs: rest[index] ?? [] })),
  };
}

function local(command: "emulator/start" | "down"): void {
  execFileSync(join(__dirname, "..", "local", command), { stdio: "inherit" });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
