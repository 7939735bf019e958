import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { measureDelivery } from "./delivery";
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
import { type Comparison, type Measurements, writeReport } from "./report";

/** `make bench`: previews side by side, as ratios of runs in turn, written to docs/benchmarks.md. */

const rounds = Number(process.env.BENCH_ROUNDS ?? 3);

async function main(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  Object.assign(process.env, ownLocalAws(scratch));
  try {
    // On the two ports after those of the emulator that previews ask.
    const delivery = await measureDelivery(rounds, Number(process.env.SLIPWAY_PORT) + 2);
    local("emulator/start");
    const small = slipway(scratch, 10);
    const smallCompiled = rawCompiled(scratch, 10);
    const smallTypeScript = rawTypeScript(scratch, 10);
    await warmUp([small, smallCompiled, smallTypeScript, slipwayWithPack(scratch, 10)]);
    const few = await compare("10 apps", small, [
      ["by hand, compiled", smallCompiled],
      ["by hand, Pulumi's default", smallTypeScript],
    ]);
    const large = slipway(scratch, 100);
    const largeCompiled = rawCompiled(scratch, 100);
    const largeWithPack = slipwayWithPack(scratch, 100);
    const largeWithEmptyPack = slipwayWithEmptyPack(scratch, 100);
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
    const others = [{ name: "Slipway without a pack", runs: many.ours }];
    const measurements: Measurements = {
      comparisons: [few, { ...many, others: [byHand] }],
      judged: { title: "100 apps with the policy pack", ours: judged.runs, others },
      emptyPack: { title: "100 apps with a pack of no policy", ours: empty.runs, others },
      delivery,
    };
    writeReport(measurements, rounds);
  } finally {
    local("down");
    rmSync(scratch, { recursive: true, force: true });
  }
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
