import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { unmatchedFindings } from "../../settings";
import { resourcesOf } from "../shippedStacks";
import { terraformPlan } from "./terraformPlan";

/**
 * Asks an independent scanner, checkov, about the resources of the shipped stacks: `npm run scan`, with
 * `checkov` on PATH (`pip install checkov==3.3.30`). What it finds must be named and justified in
 * settings.ts, and so in docs/policies.md; what is justified there must still be found.
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

async function main(): Promise<number> {
  const found = new Map<string, Finding[]>();
  for (const stack of ["staging", "prod"] as const) {
    const { results, summary } = checkov(terraformPlan(await resourcesOf(stack)));
    process.stdout.write(`${stack}: ${summary.passed} checks passed, ${summary.failed} failed\n`);
    for (const finding of results.failed_checks) {
      found.set(finding.check_id, [...(found.get(finding.check_id) ?? []), finding]);
    }
  }
  const justified = new Set(unmatchedFindings.map(({ check }) => check));
  const surprises = [...found].filter(([check]) => !justified.has(check));
  for (const [check, findings] of surprises) {
    const resources = [...new Set(findings.map(({ resource }) => resource))].join(", ");
    process.stdout.write(
      `not justified: ${check} ${findings[0]?.check_name ?? ""} (${resources})\n`,
    );
  }
  const stale = [...justified].filter((check) => !found.has(check));
  for (const check of stale) {
    process.stdout.write(`justified, but not found any more: ${check}\n`);
  }
  return surprises.length + stale.length === 0 ? 0 : 1;
}

function checkov(plan: object): CheckovReport {
  const folder = mkdtempSync(join(tmpdir(), "slipway-scan-"));
  try {
    const file = join(folder, "plan.json");
    writeFileSync(file, JSON.stringify(plan));
    const flags = ["--framework", "terraform_plan", "--output", "json", "--soft-fail", "--compact"];
    const { stdout, stderr, error } = spawnSync("checkov", ["--file", file, ...flags], {
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    if (error !== undefined) {
      throw error;
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

void main().then((code) => {
  process.exitCode = code;
});
