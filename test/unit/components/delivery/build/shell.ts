import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Buildspec } from "../../../../../components/delivery/build/buildspec";

/** What the programs of a build answer. */
export interface Programs {
  /** Exit code of the command of the tests. @default 0 */
  readonly tests?: number;
  /** Whether the registry has an image of the commit. @default false */
  readonly built?: boolean;
}

/** What a build did. */
export interface BuildRun {
  /** Every call of docker and aws, word by word. */
  readonly calls: readonly (readonly string[])[];
  /** Whether a phase failed, as CodeBuild tells. */
  readonly failed: boolean;
  /** What the build exports. */
  readonly exported: Readonly<Record<string, string>>;
}

export const digest = `sha256:${"a".repeat(64)}`;

/**
 * Runs the commands of a buildspec in bash as CodeBuild does: in one shell, a phase up to its first failure, the last
 * phase in any case. Programs of the build note what they are called with.
 */
export function runBuild(
  { phases, env }: Buildspec,
  variables: Readonly<Record<string, string>>,
  { tests = 0, built = false }: Programs = {},
): BuildRun {
  const folder = mkdtempSync(join(tmpdir(), "buildspec-"));
  try {
    const log = join(folder, "calls");
    const programs = join(folder, "bin");
    mkdirSync(programs);
    const program = (name: string, body: string) => {
      const file = join(programs, name);
      writeFileSync(file, `#!/bin/bash\n${note(name, log)}\n${body}\n`);
      chmodSync(file, 0o755);
    };
    program("docker", `case "$*" in *" --name "*) exit ${tests};; *) exit 0;; esac`);
    const pushed = `grep -qs '^\\["docker","push"' ${log}`;
    program(
      "aws",
      `case "$*" in *describe-images*) if ${built ? "true" : pushed}; then echo ${digest}; else exit 254; fi;; *) echo secret;; esac`,
    );
    const phase = (commands: readonly string[]) =>
      commands.map((command) => `if [ "$ok" = 1 ]; then { ${command}\n} || ok=0; fi`).join("\n");
    const script = [
      "failed=0",
      ...[phases.pre_build, phases.build].map(
        ({ commands }) =>
          `if [ "$failed" = 0 ]; then ok=1\n${phase(commands)}\n[ "$ok" = 1 ] || failed=1; fi`,
      ),
      "export CODEBUILD_BUILD_SUCCEEDING=$((1 - failed))",
      `ok=1\n${phase(phases.post_build.commands)}\n[ "$ok" = 1 ] || failed=1`,
      `for name in failed ${env["exported-variables"].join(" ")}; do printf '%s=%s\\0' "$name" "\${!name}"; done > ${join(folder, "exported")}`,
    ].join("\n");
    const { error, stderr } = spawnSync(
      "bash",
      ["-c", script.replaceAll("/tmp/slipway-", `${folder}/`)],
      {
        cwd: folder,
        encoding: "utf8",
        env: {
          PATH: `${programs}:${process.env["PATH"] ?? ""}`,
          AWS_REGION: "eu-west-1",
          CODEBUILD_BUILD_ID: "prod--build-web:0123",
          CODEBUILD_BUILD_NUMBER: "7",
          ...variables,
        },
      },
    );
    if (error !== undefined) {
      throw new Error(`bash did not run: ${stderr}`, { cause: error });
    }
    const exported = Object.fromEntries(
      readFileSync(join(folder, "exported"), "utf8")
        .split("\0")
        .filter((line) => line !== "")
        .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    ) as Record<string, string>;
    const { failed, ...others } = exported;
    return { calls: callsIn(readFileSync(log, "utf8")), failed: failed !== "0", exported: others };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Appends the words of the call as a line of JSON. */
function note(name: string, log: string): string {
  return `node -e 'process.stdout.write(JSON.stringify(process.argv.slice(1)) + "\\n")' -- ${name} "$@" >> ${log}`;
}

function callsIn(log: string): string[][] {
  return log
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as string[]);
}
