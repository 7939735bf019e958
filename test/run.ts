import { join } from "node:path";

import { runParts, totalLine, type Part } from "./support/parts";

/**
 * The whole suite: `npx ts-node test/run.ts [part…]`. Ends with one line, "N passed, N failed".
 */

const root = join(__dirname, "..");
const reporter = join(__dirname, "support", "reporter.ts");
const mocha = [
  process.execPath,
  join(root, "node_modules", "mocha", "bin", "mocha.js"),
  "--reporter",
  reporter,
] as const;

const parts: readonly Part[] = [
  {
    name: "unit",
    command: [...mocha, "test/unit/**/*.test.ts"],
    cwd: root,
    lane: "graphs",
    limitSeconds: 600,
  },
  {
    name: "program",
    command: [...mocha, "test/program/**/*.test.ts"],
    cwd: root,
    lane: "graphs",
    limitSeconds: 900,
  },
  {
    name: "local",
    command: [...mocha, "test/**/*.test.ts"],
    cwd: join(root, "local"),
    lane: "releases",
    limitSeconds: 300,
  },
  {
    name: "plugins",
    command: [...mocha, "test/**/*.test.ts"],
    cwd: join(root, "local", "plugins"),
    lane: "releases",
    limitSeconds: 300,
  },
  {
    name: "policy",
    // A package of its own, with a lockfile of its own: a fresh clone installs it here.
    command: [
      "bash",
      "-c",
      `{ test -d node_modules || npm ci --silent; } && exec npx mocha --reporter "$0"`,
      reporter,
    ],
    cwd: join(root, "policy"),
    lane: "graphs",
    limitSeconds: 600,
  },
  {
    name: "e2e",
    command: [...mocha, "--timeout", "900000", "test/e2e/*.test.ts"],
    cwd: root,
    lane: "engine",
    limitSeconds: 3600,
  },
  {
    // Mostly waits for deployments, so it does not disturb the other lanes.
    name: "releases",
    command: [...mocha, "--timeout", "900000", "test/e2e/releases/*.test.ts"],
    cwd: root,
    lane: "releases",
    limitSeconds: 3600,
  },
];

async function main(wanted: readonly string[]): Promise<number> {
  const unknown = wanted.filter((name) => !parts.some((part) => part.name === name));
  if (unknown.length > 0) {
    const known = parts.map((part) => part.name).join(", ");
    process.stderr.write(`No part is called "${unknown.join('", "')}"; there are: ${known}.\n`);
    return 2;
  }
  const chosen = parts.filter((part) => wanted.length === 0 || wanted.includes(part.name));
  const total = await runParts(chosen, (line) => process.stdout.write(`${line}\n`));
  process.stdout.write(`${totalLine(total)}\n`);
  return total.failed > 0 ? 1 : 0;
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
