import { withoutCredentials } from "../../aws/credentials";
import { reportText } from "../../delivery/text";
import { type Io } from "../io";
import { usage } from "./flags";
import { Output } from "./output";
import { parse } from "./parse";
import { Refusal, UsageRefusal, type ExitCode } from "./refusal";
import { settingsOf, type Settings } from "./settings";
import { version } from "./version";
import { type Reach } from "./world";

/**
 * The program; returns the code that it ends with and never throws. All that talks to AWS is loaded where it is needed:
 * help, wrong usage and the policy need none of it.
 */
export async function run(argv: readonly string[], io: Io, reach?: Reach): Promise<ExitCode> {
  let output = new Output(io, argv.includes("--json"));
  try {
    const typed = parse(argv);
    if (typed.version !== undefined) {
      io.stdout(`${version}\n`);
      return 0;
    }
    if (typed.help !== undefined) {
      io.stdout(usage());
      return 0;
    }
    if (Object.keys(typed).length === 0) {
      io.stdout(usage());
      return 3;
    }
    const settings = settingsOf(typed, io.env);
    output = new Output(io, settings.json);
    const done =
      typed.policy === undefined
        ? deployed(settings, io, output, reach)
        : printedPolicy(settings, io, reach);
    return await done.catch(async (error: unknown) => {
      throw (await import("../connection")).profileError(error, settings.access.profile);
    });
  } catch (error) {
    return output.finish(await report(error, argv, output, io));
  }
}

async function deployed(
  settings: Settings,
  io: Io,
  output: Output,
  reach: Reach | undefined,
): Promise<ExitCode> {
  const { deploy } = await import("./deploy");
  return output.finish(await deploy(settings, io, output, reach));
}

async function printedPolicy(
  settings: Settings,
  io: Io,
  reach: Reach | undefined,
): Promise<ExitCode> {
  const policy =
    settings.commit === undefined
      ? (await import("./policy")).policyOf(settings)
      : await (
          await import("./commitPolicy")
        ).commitPolicy(settings, settings.commit.stack, io, reach);
  io.stdout(`${JSON.stringify(policy, undefined, 2)}\n`);
  return 0;
}

/** Usage and images on standard output, where scripts look for them; what AWS says on standard error. */
async function report(
  error: unknown,
  argv: readonly string[],
  output: Output,
  io: Io,
): Promise<Exclude<ExitCode, 0>> {
  const refusal =
    error instanceof Refusal ? error : (await import("./refusalOf")).refusalOf(error, argv);
  // Of usage, what was typed is a part: it stays one line, of a length that a log can bear.
  const shown = refusal instanceof UsageRefusal ? reportText : withoutCredentials;
  const message = shown(refusal.message);
  const text = `${message}${refusal.hint === undefined ? "" : `\n  ${shown(refusal.hint)}`}`;
  output.result.error = message;
  if (refusal instanceof UsageRefusal) {
    output.line(text);
  } else {
    io.stderr(`${text}\n`);
  }
  return refusal.exitCode;
}
