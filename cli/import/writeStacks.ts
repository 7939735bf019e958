import { existsSync, statSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";

import { accountIdPattern } from "../../aws/resourceIds";
import { type Invocation } from "../command";
import { UserError, type ExitCode } from "../userError";
import { type Remark } from "./reader";
import { report, type OtherFile } from "./report";
import { stackFile, stackProblems, type ImportedStack } from "./stackFile";
import { type SourceError } from "./yamlSource";

/** Options that every import takes. */
export interface ImportValues {
  readonly account: string | undefined;
  readonly output: string | undefined;
  readonly print: boolean;
}

/** What an import made of its sources. */
export interface Imported {
  readonly stacks: readonly ImportedStack[];
  readonly remarks: readonly Remark[];
  readonly others: readonly OtherFile[];
  readonly errors: readonly SourceError[];
}

/** What an import is told of where its stacks will be. */
export interface Destination {
  readonly region: string;
  readonly account: string | undefined;
  /** Folder of Pulumi.yaml, absolute. */
  readonly output: string;
}

/** @throws UserError without a region, for an account that is none, and a folder that does not exist. */
export function destinationOf({ io, options, global }: Invocation<ImportValues>): Destination {
  const region = global.region ?? io.env["AWS_REGION"] ?? io.env["AWS_DEFAULT_REGION"];
  if (region === undefined) {
    throw new UserError("The region of the stacks is not said.", {
      hint: "Give --region, or set AWS_REGION.",
    });
  }
  const { account } = options;
  if (account !== undefined && !accountIdPattern.test(account)) {
    throw new UserError(`--account must be the 12 digits of an account, got "${account}".`);
  }
  const output = resolve(io.cwd, options.output ?? ".");
  if (statSync(output, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UserError(`There is no folder ${output}.`, {
      hint: "--output names the folder of Pulumi.yaml, into which stack files are written.",
    });
  }
  return { region, account, output };
}

/**
 * Writes or prints the stack files, and says what they cannot say. The exit code is 1 when a source could not be read,
 * or a stack file needs an edit before its first preview.
 *
 * @throws UserError where a stack file exists; then none is written.
 */
export function writeStacks(
  { io, options, global }: Invocation<ImportValues>,
  { region, output }: Destination,
  imported: Imported,
): ExitCode {
  imported.stacks.forEach(({ name }) => {
    refuseName(name);
  });
  const files = imported.stacks.map((stack) => {
    const path = join(output, `Pulumi.${stack.name}.yaml`);
    return {
      stack,
      path,
      file: relative(io.cwd, path) || path,
      policyPath: policyConfiguration(output, stack.name),
      text: stackFile(stack),
      problems: stackProblems(stack, region, output),
    };
  });
  if (!options.print) {
    refuseToOverwrite(files);
    files.forEach(({ path, text, policyPath }) => {
      // Fails where another program made the file meanwhile.
      writeFileSync(path, text, { flag: "wx" });
      if (policyPath !== undefined) {
        writeFileSync(policyPath, adviceAlone, { flag: "wx" });
      }
    });
  }
  const { remarks, others, errors } = imported;
  const written = files.map(({ policyPath, ...file }) => ({
    ...file,
    policyFile: policyPath && (relative(io.cwd, policyPath) || policyPath),
  }));
  const result = { files: written, remarks, others, errors, isPrinted: options.print };
  io.stdout(report(result, io, global.json));
  return errors.length > 0 || files.some(({ problems }) => problems.length > 0) ? 1 : 0;
}

/** A new stack has findings that nobody has looked at yet: none of them ends its first preview. */
const adviceAlone = `${JSON.stringify({ all: "advisory" }, null, 2)}\n`;

/** Where `make preview` looks for the levels of the policies; undefined where that is there, or no pack is. */
function policyConfiguration(output: string, stack: string): string | undefined {
  const path = join(output, "policy", `config.${stack}.json`);
  return existsSync(join(output, "policy")) && !existsSync(path) ? path : undefined;
}

/** A name is a part of the file's: Pulumi's own grammar keeps it in the folder. */
function refuseName(name: string): void {
  if (!/^[A-Za-z0-9_.-]{1,100}$/.test(name)) {
    throw new UserError(
      `The name of a stack has letters, digits and _.- , at most 100, got "${name}".`,
      { hint: "Give another: --stack <stack>." },
    );
  }
}

function refuseToOverwrite(
  files: readonly { readonly path: string; readonly file: string }[],
): void {
  const taken = files.filter(({ path }) => existsSync(path)).map(({ file }) => file);
  if (taken.length > 0) {
    const verb = taken.length === 1 ? "exists" : "exist";
    throw new UserError(`${taken.join(" and ")} ${verb} already; nothing was written.`, {
      hint: "Move it away (or git rm it where it is the example), write to another folder with --output, or look at the result with --print.",
    });
  }
}
