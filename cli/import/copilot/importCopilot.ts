import { existsSync, writeFileSync } from "node:fs";
import { join, posix, relative, resolve, sep } from "node:path";

import { type Invocation } from "../../command";
import { UserError, type ExitCode } from "../../userError";
import { convert } from "./convert";
import { report } from "./report";
import { stackFile, stackProblems } from "./stackFile";
import { readWorkspace } from "./workspace";

export interface ImportCopilotValues {
  readonly environment: string | undefined;
  readonly account: string | undefined;
  readonly output: string | undefined;
  readonly print: boolean;
}

/** Stack files from a workspace of Copilot, and a list of what they cannot say. */
export function importCopilot({
  io,
  args,
  options,
  global,
}: Invocation<ImportCopilotValues>): Promise<ExitCode> {
  const region = global.region ?? io.env["AWS_REGION"] ?? io.env["AWS_DEFAULT_REGION"];
  if (region === undefined) {
    throw new UserError("The region of the stacks is not said.", {
      hint: "Give --region, or set AWS_REGION.",
    });
  }
  if (options.account !== undefined && !/^\d{12}$/.test(options.account)) {
    throw new UserError(`--account must be the 12 digits of an account, got "${options.account}".`);
  }
  const workspace = readWorkspace(args[0] ?? ".", io.cwd);
  const output = resolve(io.cwd, options.output ?? ".");
  const { stacks, remarks } = convert(workspace, {
    region,
    account: options.account,
    environment: options.environment,
    workspacePath: relative(output, workspace.root).split(sep).join(posix.sep) || ".",
    env: io.env,
  });
  const files = stacks.map((stack) => {
    const path = join(output, `Pulumi.${stack.name}.yaml`);
    return {
      stack,
      path,
      file: relative(io.cwd, path) || path,
      text: stackFile(stack, workspace.application),
      problems: stackProblems(stack, region, output),
    };
  });
  if (!options.print) {
    refuseToOverwrite(files.map(({ path, file }) => ({ path, file })));
    files.forEach(({ path, text }) => {
      // Fails where another program made the file meanwhile.
      writeFileSync(path, text, { flag: "wx" });
    });
  }
  const { errors, others } = workspace;
  const result = { files, remarks, others, errors, isPrinted: options.print };
  io.stdout(report(result, io, global.json));
  return Promise.resolve(
    errors.length > 0 || files.some(({ problems }) => problems.length > 0) ? 1 : 0,
  );
}

function refuseToOverwrite(files: readonly { path: string; file: string }[]): void {
  const taken = files.filter(({ path }) => existsSync(path)).map(({ file }) => file);
  if (taken.length > 0) {
    throw new UserError(
      `${taken.join(" and ")} ${taken.length === 1 ? "exists" : "exist"} already; nothing was written.`,
      {
        hint: "Move it away, write to another folder with --output, or look at the result with --print.",
      },
    );
  }
}
