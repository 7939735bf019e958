import { posix, relative, sep } from "node:path";

import { type Invocation } from "../../command";
import { type ExitCode } from "../../userError";
import { destinationOf, writeStacks, type ImportValues } from "../writeStacks";
import { convert } from "./convert";
import { readWorkspace } from "./workspace";

export interface ImportCopilotValues extends ImportValues {
  readonly environment: string | undefined;
}

/** Stack files from a workspace of Copilot, and a list of what they cannot say. */
export function importCopilot(invocation: Invocation<ImportCopilotValues>): Promise<ExitCode> {
  const { io, args, options } = invocation;
  const destination = destinationOf(invocation);
  const { region, account, output } = destination;
  const workspace = readWorkspace(args[0] ?? ".", io.cwd);
  const converted = convert(workspace, {
    region,
    account,
    environment: options.environment,
    workspacePath: relative(output, workspace.root).split(sep).join(posix.sep) || ".",
    env: io.env,
  });
  const { others, errors } = workspace;
  return Promise.resolve(writeStacks(invocation, destination, { ...converted, others, errors }));
}
