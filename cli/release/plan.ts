import type { Revision } from "../../revision/format";
import { estimateOf } from "../deployment/serviceTime";
import type { Images } from "../deployment/image";
import type { Colors } from "../io";
import type { AppPlace } from "../apps";
import { shortImage } from "../words";
import { watched } from "./world";
import type { ReleaseWorld } from "./world";

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
  readonly estimateSeconds: number | undefined;
}

export function planText(plan: Plan, { bold, dim }: Pick<Colors, "bold" | "dim">): string {
  const { app, stack, repository, branch, live, revision, message, before } = plan;
  const changes = revision.map(({ name, imageUri }) => {
    const from = live[name] === undefined ? "nothing" : shortImage(live[name]);
    return `${name}: ${from} → ${bold(shortImage(imageUri))}`;
  });
  const time = plan.estimateSeconds;
  const lines = [
    ...changes,
    ...before,
    `commit to ${repository}, branch ${branch}: "${message}"`,
    ...(time === undefined ? [] : [dim(`takes about ${secondsText(time)}`)]),
  ];
  return `${bold(app)} on ${stack}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

/** The model's estimate; nothing where its facts cannot be read, which must not keep a release from being made. */
export async function estimatedSeconds(
  place: AppPlace,
  world: ReleaseWorld,
): Promise<number | undefined> {
  try {
    return (await estimateOf(watched(place), world))?.total;
  } catch {
    return undefined;
  }
}

/** `83 s`, `4 min 10 s`. */
export function secondsText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} s`;
  const rest = whole % 60;
  return `${Math.floor(whole / 60)} min${rest === 0 ? "" : ` ${rest} s`}`;
}
