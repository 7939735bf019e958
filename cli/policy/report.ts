import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";

import { type Invocation } from "../command";
import { type Io } from "../io";
import { progress } from "../progress";
import { UserError, type ExitCode } from "../userError";
import { runProgram, type Ran, type Run } from "./preview";

/** Where everything is, all paths absolute. */
interface Plan {
  readonly pack: string;
  readonly config: string;
  /** Without extension. */
  readonly output: string;
  readonly stack: string | undefined;
  /** What an earlier preview wrote; `undefined` to make one. */
  readonly events: string | undefined;
}

export interface PolicyReportValues {
  readonly from: string | undefined;
  readonly config: string | undefined;
  readonly pack: string | undefined;
  readonly output: string | undefined;
}

/**
 * One page of how every policy stands after a preview, in Markdown and HTML. The pack is a package of its own and
 * writes the page itself; here it is given the preview.
 */
export async function policyReport(
  { io, options, global }: Invocation<PolicyReportValues>,
  run: Run = runProgram,
): Promise<ExitCode> {
  const plan = planOf(options, global.stack ?? io.env["SLIPWAY_STACK"], io.cwd);
  const folder = mkdtempSync(join(tmpdir(), "slipway-policy-"));
  try {
    const events = plan.events ?? join(folder, "events.json");
    let preview: Ran = { code: 0, output: "" };
    let verdict = "";
    await progress(io, [
      ...(plan.events === undefined
        ? [
            {
              title: `Preview stack ${plan.stack ?? ""} with the policy pack`,
              run: async () => {
                preview = await previewOf(plan, events, io, run);
                return preview.code === 0 ? undefined : "failed, see the report";
              },
            },
          ]
        : []),
      {
        title: "Write the report",
        run: async () => {
          verdict = await write(plan, events, io, run);
          return undefined;
        },
      },
    ]);
    const [markdown, html] = [`${plan.output}.md`, `${plan.output}.html`].map((path) =>
      relative(io.cwd, path),
    );
    const passed = preview.code === 0 && verdict.startsWith("Passed");
    if (global.json) {
      io.stdout(`${JSON.stringify({ markdown, html, passed, verdict }, null, 2)}\n`);
    } else {
      io.stdout(`${markdown ?? ""}\n${html ?? ""}\n${verdict}\n`);
    }
    return passed ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function planOf(options: PolicyReportValues, stack: string | undefined, cwd: string): Plan {
  const pack = resolve(cwd, options.pack ?? "policy");
  if (!existsSync(join(pack, "writeReport.ts"))) {
    throw new UserError(`There is no policy pack in ${pack}.`, {
      hint: "Run it in the root of the repository, or name the pack's folder: --pack <folder>.",
    });
  }
  if (!existsSync(tsNodeOf(pack))) {
    throw new UserError(`The packages of the policy pack in ${pack} are not installed.`, {
      hint: `npm ci --prefix ${relative(cwd, pack) || "."}`,
    });
  }
  const { from } = options;
  if (from === undefined && stack === undefined) {
    throw new UserError("Whose policies to report is not said.", {
      hint: "Give --stack <stack>, or --from <event log> of a preview.",
    });
  }
  if (options.config === undefined && stack === undefined) {
    throw new UserError("The configuration of the pack is not said.", {
      hint: "Give --config <file>, or --stack <stack> for its own.",
    });
  }
  const config = resolve(cwd, options.config ?? join(pack, `config.${shortName(stack)}.json`));
  const events = from === undefined ? undefined : resolve(cwd, from);
  for (const [path, what] of [
    [config, "The configuration of the pack"],
    [events, "The event log"],
  ] as const) {
    if (path === undefined || existsSync(path)) {
      continue;
    }
    throw new UserError(`${what} is not there: ${path}.`, {
      hint: "Check --config, --from and --stack.",
    });
  }
  return { pack, config, output: resolve(cwd, options.output ?? "policy-report"), stack, events };
}

/** Pulumi's own names of stacks may begin with organisation and project. */
function shortName(stack = ""): string {
  return stack.slice(stack.lastIndexOf("/") + 1);
}

async function previewOf(plan: Plan, events: string, io: Io, run: Run): Promise<Ran> {
  const args = ["preview", "--non-interactive", "--stack", plan.stack ?? ""];
  const policies = ["--policy-pack", plan.pack, "--policy-pack-config", plan.config];
  // The option is one of those that Pulumi keeps for debugging.
  const env = { ...io.env, PULUMI_DEBUG_COMMANDS: "1" };
  const ran = await started(run)("pulumi", [...args, ...policies, "--event-log", events], {
    cwd: io.cwd,
    env,
  });
  if (existsSync(events) && statSync(events).size > 0) {
    return ran;
  }
  throw new UserError(`The preview failed before any policy was asked:\n${ran.output.trim()}`, {
    hint: `pulumi preview --stack ${plan.stack ?? ""} shows the same without the report.`,
    exitCode: 1,
  });
}

/** Has the pack write the pages; what it says of the whole, `Passed: …` or `Failed: …`. */
async function write(plan: Plan, events: string, io: Io, run: Run): Promise<string> {
  const ran = await started(run)(
    process.execPath,
    [tsNodeOf(plan.pack), "writeReport.ts", events, plan.config, plan.output],
    { cwd: plan.pack, env: io.env },
  );
  const verdict = /^(Passed|Failed): .*$/m.exec(ran.output)?.[0];
  if (ran.code === 0 && verdict !== undefined) {
    return verdict;
  }
  throw new UserError(`The report could not be written:\n${ran.output.trim()}`, {
    hint: "The event log must be that of a preview with the pack, and the configuration one of the pack.",
    exitCode: 1,
  });
}

/** The pack's own ts-node, by which it runs its programs. */
function tsNodeOf(pack: string): string {
  return join(pack, "node_modules", "ts-node", "dist", "bin.js");
}

function started(run: Run): Run {
  return async (command, args, options) => {
    try {
      return await run(command, args, options);
    } catch (error) {
      if (!(error instanceof Error) || !("code" in error) || error.code !== "ENOENT") {
        throw error;
      }
      throw new UserError(`"${command}" is not on PATH.`, {
        hint: "Install it: https://www.pulumi.com/docs/iac/download-install/",
        cause: error,
      });
    }
  };
}
