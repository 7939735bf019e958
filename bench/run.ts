import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { preview, type Run } from "./measure";
import { type Program, rawCompiled, rawTypeScript, slipway, slipwayWithPack } from "./programs";
import { type Comparison, writeReport } from "./report";

/** `make bench`: previews side by side, as ratios of runs in turn, written to docs/benchmarks.md. */

const rounds = Number(process.env.BENCH_ROUNDS ?? 5);

async function main(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  process.env.PULUMI_BACKEND_URL = `file://${scratch}`;
  try {
    emulator("start");
    const few = await compare("10 apps", slipway(scratch, 10), [
      ["by hand, compiled", rawCompiled(scratch, 10)],
      ["by hand, Pulumi's default", rawTypeScript(scratch, 10)],
    ]);
    const many = await compare("100 apps", slipway(scratch, 100), [
      ["by hand, compiled", rawCompiled(scratch, 100)],
    ]);
    const judged = await compare("100 apps with the policy pack", slipwayWithPack(scratch, 100), [
      ["Slipway without it", slipway(scratch, 100, "alone")],
    ]);
    writeReport([few, many], judged, rounds);
  } finally {
    emulator("stop");
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Runs the programs in turn, so that a slow moment of the machine slows all of them. */
async function compare(
  title: string,
  ours: Program,
  others: readonly (readonly [string, Program])[],
): Promise<Comparison> {
  const programs = [ours, ...others.map(([, program]) => program)];
  for (const program of programs) {
    execFileSync("pulumi", ["stack", "init", "--no-select", program.stack], {
      cwd: program.stackFolder,
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
  const runs: Run[][] = programs.map(() => []);
  // The first round only warms the caches of the file system.
  for (let round = 0; round <= rounds; round++) {
    for (const [index, program] of programs.entries()) {
      const run = await preview(program);
      console.log(
        `${title}, ${program.stack}, ${round === 0 ? "warm-up" : `round ${round} of ${rounds}`}: ` +
          `${run.seconds.toFixed(2)} s, ${run.programMiB.toFixed(0)} MiB`,
      );
      if (round > 0) {
        runs[index]?.push(run);
      }
    }
  }
  const [own = [], ...rest] = runs;
  return {
    title,
    ours: own,
    others: others.map(([name], index) => ({ name, runs: rest[index] ?? [] })),
  };
}

function emulator(command: "start" | "stop"): void {
  execFileSync(join(__dirname, "..", "local", "emulator", command), { stdio: "inherit" });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
