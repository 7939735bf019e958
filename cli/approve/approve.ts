import { isAnswer } from "../../aws/awsAnswer";
import { codePipelineAdapter } from "../../delivery/aws/codePipeline";
import { collect } from "../../delivery/aws/pages";
import { shortCommit } from "../../delivery/words";
import { type AppPlace } from "../apps";
import { type Invocation } from "../command";
import { type Connection } from "../connection";
import { type Io } from "../io";
import { releasesOf, type Release } from "../releases";
import { UserError, type ExitCode } from "../userError";
import { ago, subject } from "../words";

/** Where the waiting commit is looked for: approvals end after seven days. */
const mostExecutions = 100;
const mostCommits = 100;

export type Decision = "Approved" | "Rejected";

export interface ApprovalValues {
  readonly message: string | undefined;
  readonly commit: string | undefined;
}

/** Decides on the release that waits, after it has shown which one that is. */
export async function approve(
  decision: Decision,
  { io, args, options, global, connect }: Invocation<ApprovalValues>,
): Promise<ExitCode> {
  const connection = await connect();
  const place = connection.app(args[0] ?? "");
  const pipelines = codePipelineAdapter(await connection.clients.codePipeline());
  const waiting = await pipelines.waitingApproval(place.pipelineName);
  if (waiting === undefined) {
    throw new UserError(`Nothing waits for approval in the pipeline of ${place.key}.`, {
      hint: `slipway status ${place.key} shows where it stands.`,
    });
  }
  const { executionId, token } = waiting;
  const executions = await collect(pipelines.executions(place.pipelineName, mostExecutions));
  const commitId = executions.find(({ id }) => id === executionId)?.commitId;
  const release = await releaseAt(connection, place, commitId);
  refuseOther(place, release, options.commit);
  const [problem] = [...release.problems, ...release.refusals];
  if (decision === "Approved" && problem !== undefined) {
    throw new UserError(`The release that waits is wrong and would fail: ${problem}`, {
      hint: `slipway reject ${place.key} ends it; then commit a right one.`,
    });
  }
  if (!global.json) {
    io.stdout(shown(place, release, io.now()));
  }
  if (options.commit === undefined) {
    await askBack(decision, place, release, io);
  }
  const summary = options.message ?? `${decision} ${shortCommit(release.commitId)}`;
  await pipelines
    .decide(place.pipelineName, token, { status: decision, summary })
    .catch((error: unknown) => {
      throw overtaken(place, error);
    });
  if (global.json) {
    const { images, author, message } = release;
    const result = { app: place.key, decision, executionId, commitId, author, message, images };
    io.stdout(`${JSON.stringify(result, null, 2)}\n`);
  } else {
    const next = decision === "Approved" ? `; slipway status ${place.key} follows it` : "";
    io.stdout(`${io.colors.green("✓")} ${decision}${next}\n`);
  }
  return 0;
}

async function releaseAt(
  { store }: Connection,
  place: AppPlace,
  commitId: string | undefined,
): Promise<Release> {
  for await (const release of releasesOf(store, place, mostCommits)) {
    if (release.commitId === commitId) {
      return release;
    }
  }
  throw new UserError(
    `A release of ${place.key} waits, but its commit${commitId === undefined ? "" : ` ${commitId}`} is not among the last ${mostCommits} of ${place.path}.`,
    { hint: "Nothing was decided: look at the pipeline in the AWS console.", exitCode: 1 },
  );
}

/** Nobody decides on what they have not seen: something else may wait than when they looked. */
async function askBack(
  decision: Decision,
  place: AppPlace,
  { commitId }: Release,
  { ask }: Io,
): Promise<void> {
  const command = decision === "Approved" ? "approve" : "reject";
  const commit = shortCommit(commitId);
  if (ask === undefined) {
    throw new UserError(`Which commit? --commit is required without a terminal.`, {
      hint: `Nothing was decided. What waits: slipway ${command} ${place.key} --commit ${commit}`,
    });
  }
  const answer = await ask(`${command} ${commit}? [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim())) {
    throw new UserError("Nothing was decided.", {
      hint: `It still waits: slipway status ${place.key}.`,
      exitCode: 1,
    });
  }
}

/** A person who names a commit means that one. */
function refuseOther(place: AppPlace, release: Release, wanted: string | undefined): void {
  if (wanted === undefined || release.commitId.startsWith(wanted.toLowerCase())) {
    return;
  }
  throw new UserError(
    `The release of ${place.key} that waits is ${shortCommit(release.commitId)} by ${release.author}, not "${wanted}".`,
    { hint: "Nothing was decided. A newer commit takes the place of one that waits." },
  );
}

function shown(place: AppPlace, release: Release, now: Date): string {
  const { commitId, author, email, date, message, images } = release;
  const lines = images.map(({ name, imageUri }) => `  ${name}: ${imageUri}\n`);
  return `${place.key}: commit ${commitId}\n  ${author} <${email}>, ${ago(date, now)}: ${subject(message)}\n${lines.join("")}`;
}

function overtaken(place: AppPlace, error: unknown): unknown {
  return isAnswer(error, "InvalidApprovalTokenException", "ApprovalAlreadyCompletedException")
    ? new UserError(
        `What was shown waits no more: someone else decided, or a newer commit took its place.`,
        { hint: `slipway status ${place.key} shows what waits now.`, exitCode: 1, cause: error },
      )
    : error;
}
