import { isAnswer } from "../../aws/awsAnswer";
import { userErrorOf } from "../errors";
import { UserError } from "../userError";
import { Refusal } from "./refusal";

/** What an error of AWS, of the network or of the program itself says to a person, with the code that scripts know. */
export function refusalOf(error: unknown, argv: readonly string[]): Refusal {
  if (isAnswer(error, "ClusterNotFoundException")) {
    return new Refusal(
      255,
      `There is no cluster "${valueAfter(argv, "-c", "--cluster")}" (--cluster) in this account and region.${requestOf(error)}`,
      "aws ecs list-clusters lists those that there are; check --region and --profile, too.",
    );
  }
  const known = userErrorOf(error);
  if (known === undefined) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return new Refusal(255, text, "This is a defect of ecs-deploy itself.");
  }
  const isDenied = isAnswer(error, "AccessDeniedException", "AccessDenied");
  const request = requestOf(error);
  const hint = isDenied
    ? "The same command with --policy prints the IAM policy that it needs."
    : known.hint;
  // Where the sentence names the request, the hint need not.
  const isSaid = request !== "" && hint?.includes("request id") === true;
  // What is wrong with a release, the stack knows before AWS is asked for it.
  const isOwn = error instanceof UserError && error.cause === undefined;
  return new Refusal(isOwn ? 1 : 255, `${known.message}${request}`, isSaid ? undefined : hint);
}

function valueAfter(argv: readonly string[], ...flags: readonly string[]): string {
  return argv[Math.max(...flags.map((flag) => argv.lastIndexOf(flag))) + 1] ?? "";
}

/** The id that AWS's support asks for, in parentheses; nothing where there is none. */
export function requestOf(error: unknown): string {
  if (!(error instanceof Error) || !("$metadata" in error)) {
    return "";
  }
  const { requestId } = error.$metadata as { readonly requestId?: string };
  return requestId === undefined ? "" : ` (request ${requestId})`;
}
