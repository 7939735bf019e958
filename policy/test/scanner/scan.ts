import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { unmatchedFindings } from "../../findings";
import { type Subject } from "../../rule";
import { resourcesOf } from "../shippedStacks";
import { firstPreviewOf } from "./previews";
import { terraformPlan } from "./terraformPlan";

/**
 * Asks an independent scanner, checkov, about the shipped stacks: `npm run scan`, with local AWS running,
 * its environment (`eval "$(../local/env)"`) and `checkov` on PATH (`pip install checkov==3.3.30`).
 * `--list` shows every finding. What it finds must be named and justified in findings.ts, and so in
 * docs/policies.md; what is justified there must still be found.
 */

interface Finding {
  readonly check_id: string;
  readonly check_name: string;
  readonly resource: string;
}

interface CheckovReport {
  readonly results: { readonly failed_checks: readonly Finding[] };
  readonly summary: { readonly passed: number; readonly failed: number };
}

type Findings = Map<string, { readonly asks: string; readonly resources: Set<string> }>;

async function main(): Promise<number> {
  const found: Findings = new Map();
  for (const stack of ["staging", "prod"] as const) {
    // What the engine shows of a first preview, and the same with every value known.
    add(found, stack, "as previewed", firstPreviewOf(stack));
    add(found, stack, "all values known", await resourcesOf(stack));
  }
  if (process.argv.includes("--list")) {
    for (const [check, { asks, resources }] of [...found].sort()) {
      process.stdout.write(`${check} ${asks}\n  ${[...resources].sort().join("\n  ")}\n`);
    }
  }
  const problems = differences(found);
  process.stdout.write(problems.map((problem) => `${problem}\n`).join(""));
  return problems.length === 0 ? 0 : 1;
}

function add(found: Findings, stack: string, how: string, resources: readonly Subject[]): void {
  const { results, summary } = checkov(terraformPlan(resources));
  process.stdout.write(
    `${stack}, ${how}: ${summary.passed} checks passed, ${summary.failed} failed\n`,
  );
  for (const { check_id: check, check_name: asks, resource } of results.failed_checks) {
    const entry = found.get(check) ?? { asks, resources: new Set() };
    entry.resources.add(`${stack}/${resource}`);
    found.set(check, entry);
  }
}

/** Findings without a reason, and reasons without a finding. */
function differences(found: Findings): readonly string[] {
  const surprises = [...found].flatMap(([check, { asks, resources }]) => {
    const reasons = unmatchedFindings.filter((reason) => reason.check === check);
    const without = [...resources].filter((name) => !reasons.some(({ on }) => on.test(name)));
    return without.length === 0 ? [] : [`not justified: ${check} ${asks} (${without.join(", ")})`];
  });
  const stale = unmatchedFindings
    .filter(
      ({ check, on }) => ![...(found.get(check)?.resources ?? [])].some((one) => on.test(one)),
    )
    .map(({ check, on }) => `justified, but not found any more: ${check} of ${on.source}`);
  return [...surprises, ...stale];
}

function checkov(plan: object): CheckovReport {
  const folder = mkdtempSync(join(tmpdir(), "slipway-scan-"));
  try {
    const file = join(folder, "plan.json");
    writeFileSync(file, JSON.stringify(plan));
    const flags = ["--framework", "terraform_plan", "--output", "json", "--soft-fail", "--compact"];
    const { stdout, stderr, error } = spawnSync("checkov", ["--file", file, ...flags], {
      encoding: "utf8",
      // Else it takes a value that is not known yet for one that is not set.
      env: { ...process.env, EVAL_TF_PLAN_AFTER_UNKNOWN: "true" },
      maxBuffer: 64 * 1024 * 1024,
    });
    if (error !== undefined) {
      throw new Error(`checkov did not run (${error.message}): pip install checkov==3.3.30`);
    }
    const report = JSON.parse(stdout) as Partial<CheckovReport>;
    if (report.results === undefined || report.summary === undefined) {
      throw new Error(`checkov judged nothing: ${stdout}${stderr}`);
    }
    return { results: report.results, summary: report.summary };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
