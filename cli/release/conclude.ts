import { autopsyText } from "../../delivery/failure/autopsyText";
import { type Revision } from "../../delivery/format";
import { shortCommit, shortImage } from "../../delivery/words";
import { type AppPlace } from "../apps";
import { wordsOf } from "../appWords";
import { secondsText } from "../deployment/estimate";
import { type Io } from "../io";
import { type ExitCode } from "../userError";
import { type Delivered } from "./deliver";

/** What a command is about, for its last words. */
export interface Conclusion {
  readonly place: AppPlace;
  readonly stack: string;
  readonly revision: Revision;
  readonly estimateSeconds: number | undefined;
  readonly json: boolean;
}

/** Says what became of it, and returns the exit code. */
export function conclude(
  delivered: Delivered,
  { place, stack, revision, estimateSeconds, json }: Conclusion,
  io: Io,
): ExitCode {
  const { commitId, kind } = delivered;
  const runs = revision.map(({ imageUri }) => shortImage(imageUri)).join(", ");
  const code = kind === "committed" || kind === "deployed" ? 0 : 1;
  if (json) {
    const result = { stack, app: place.key, commitId, images: revision, outcome: kind };
    const more = {
      ...(kind === "deployed" && { seconds: delivered.seconds }),
      ...(estimateSeconds !== undefined && { estimateSeconds }),
      ...(kind === "not over" && { because: delivered.because }),
      ...(kind === "failed" && { autopsy: delivered.autopsy }),
    };
    io.stdout(`${JSON.stringify({ ...result, ...more }, null, 2)}\n`);
    return code;
  }
  const { green, red, yellow } = io.colors;
  switch (delivered.kind) {
    case "committed":
      io.stdout(
        `${green("✓")} Committed ${shortCommit(commitId)}; the pipeline deploys it. slipway status --stack ${stack} shows where it stands.\n`,
      );
      break;
    case "deployed": {
      const estimate =
        estimateSeconds === undefined ? "" : `; about ${secondsText(estimateSeconds)} expected`;
      io.stdout(
        `${green("✓")} ${place.key} runs ${runs}${wordsOf(place).since} (${secondsText(delivered.seconds)}${estimate}).\n`,
      );
      break;
    }
    case "failed":
      io.stdout(`${red("✗")} ${autopsyText(delivered.autopsy, io.colors)}`);
      break;
    case "not over":
      io.stdout(`${yellow("…")} ${goesOn(delivered.because, commitId, place, stack)}`);
      break;
  }
  return code;
}

function goesOn(
  because: "interrupted" | "timed out",
  commitId: string,
  { key }: AppPlace,
  stack: string,
): string {
  const why =
    because === "interrupted" ? "No longer watching" : "Not over in the time that was given";
  return (
    `${why}; the deployment of ${shortCommit(commitId)} goes on by itself.\n` +
    `  slipway status --stack ${stack}            where it stands; the same release again keeps waiting\n` +
    `  slipway rollback ${key} --stack ${stack}   undoes it\n`
  );
}

/** Says that nothing was to be done. */
export function concludeUnchanged(
  says: string,
  { place, stack, revision, json }: Conclusion,
  io: Io,
): ExitCode {
  if (json) {
    const result = { stack, app: place.key, images: revision, outcome: "nothing to do" };
    io.stdout(`${JSON.stringify(result, null, 2)}\n`);
  } else {
    io.stdout(`${io.colors.green("✓")} ${says}\n`);
  }
  return 0;
}
