import { isAnswer } from "../../aws/awsAnswer";
import { withoutCredentials } from "../../aws/credentials";
import { userErrorOf } from "../errors";
import { type Io } from "../io";
import { deployDefinition } from "./deployDefinition";
import { deployService } from "./deployService";
import { usage } from "./flags";
import { Output } from "./output";
import { parse } from "./parse";
import { policyOf } from "./policy";
import { Refusal, UsageRefusal, type ExitCode } from "./refusal";
import { settingsOf, type Settings } from "./settings";
import { version } from "./version";
import { awsWorld, type World } from "./world";

/** The program; returns the code that it ends with and never throws. */
export async function run(
  argv: readonly string[],
  io: Io,
  reach: (
    access: Settings["access"],
    trace: ((call: string) => void) | undefined,
    now: () => Date,
  ) => Promise<World> = awsWorld,
): Promise<ExitCode> {
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
    if (typed.policy !== undefined) {
      io.stdout(`${JSON.stringify(policyOf(settings), undefined, 2)}\n`);
      return 0;
    }
    output = new Output(io, settings.json);
    return output.finish(await deploy(settings, io, output, reach));
  } catch (error) {
    return output.finish(report(error, argv, output, io));
  }
}

async function deploy(
  settings: Settings,
  io: Io,
  output: Output,
  reach: typeof awsWorld,
): Promise<ExitCode> {
  const { cluster, service, definition = "" } = settings;
  const trace = settings.verbose
    ? (call: string): void => {
        io.stderr(`+ ${call}\n`);
      }
    : undefined;
  const world = await reach(settings.access, trace, () => io.now());
  if (service !== undefined && cluster !== undefined) {
    if (settings.force) {
      output.line(`Force a new deployment of ${service}`);
    }
    return deployService(settings, { cluster, service }, world, io, output);
  }
  return deployDefinition(settings, definition, world, io, output);
}

/** Usage and images on standard output, where scripts look for them; what AWS says on standard error. */
function report(
  error: unknown,
  argv: readonly string[],
  output: Output,
  io: Io,
): Exclude<ExitCode, 0> {
  const refusal = refusalOf(error, argv);
  const message = withoutCredentials(refusal.message);
  const text = `${message}${refusal.hint === undefined ? "" : `\n  ${withoutCredentials(refusal.hint)}`}`;
  output.result.error = message;
  if (refusal instanceof UsageRefusal) {
    output.line(text);
  } else {
    io.stderr(`${text}\n`);
  }
  return refusal.exitCode;
}

function refusalOf(error: unknown, argv: readonly string[]): Refusal {
  if (error instanceof Refusal) {
    return error;
  }
  if (isAnswer(error, "ClusterNotFoundException")) {
    const at = argv.findIndex((word) => word === "-c" || word === "--cluster");
    return new Refusal(
      255,
      `There is no cluster "${argv[at + 1] ?? ""}" (--cluster) in this account and region.${requestOf(error)}`,
      "aws ecs list-clusters lists those that there are; check --region and --profile, too.",
    );
  }
  const known = userErrorOf(error);
  if (known === undefined) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return new Refusal(255, text, "This is a defect of ecs-deploy itself.");
  }
  const isDenied = isAnswer(error, "AccessDeniedException", "AccessDenied");
  const hint = isDenied
    ? "The same command with --policy prints the IAM policy that it needs."
    : known.hint;
  return new Refusal(255, `${known.message}${requestOf(error)}`, hint);
}

function requestOf(error: unknown): string {
  if (!(error instanceof Error) || !("$metadata" in error)) {
    return "";
  }
  const { requestId } = error.$metadata as { readonly requestId?: string };
  return requestId === undefined ? "" : ` (request ${requestId})`;
}
