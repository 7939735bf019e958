import { type Revision } from "../../delivery/format";
import { type Images } from "../../delivery/images";
import { shortImage } from "../../delivery/words";
import { type DeploymentTime } from "../deployment/deploymentTime";
import { timeText } from "../deployment/estimate";
import { type Colors } from "../io";
import { type Check } from "../verify/check";

/** What is about to be done, shown before anything is written. */
export interface Plan {
  readonly app: string;
  readonly stack: string;
  readonly repository: string;
  readonly branch: string;
  readonly live: Images;
  readonly revision: Revision;
  readonly message: string;
  /** What else is done before: executions that are abandoned, images that are copied. */
  readonly before: readonly string[];
  /** What the deployment will probably miss. */
  readonly warnings: readonly Check[];
  readonly time: DeploymentTime | undefined;
}

export function planText(
  plan: Plan,
  { bold, dim, yellow }: Pick<Colors, "bold" | "dim" | "yellow">,
): string {
  const { app, stack, repository, branch, live, revision, message, before, warnings, time } = plan;
  const changes = revision.map(({ name, imageUri }) => {
    const from = live[name] === undefined ? "nothing" : shortImage(live[name]);
    return `${name}: ${from} → ${bold(shortImage(imageUri))}`;
  });
  const lines = [
    ...changes,
    ...before,
    ...warnings.map(({ check, says }) => yellow(`${check}: ${says}`)),
    `commit to ${repository}, branch ${branch}: "${message}"`,
    ...(time === undefined ? [] : [dim(`takes ${timeText(time)}`)]),
  ];
  return `${bold(app)} on ${stack}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
