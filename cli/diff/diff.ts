import { ecsAdapter } from "../../delivery/aws/ecs";
import { type Revision } from "../../delivery/format";
import { imagesOfDefinition, type Images } from "../../delivery/images";
import { isSameImage } from "../../delivery/serviceFacts";
import { shortCommit, shortImage } from "../../delivery/words";
import { serviceOf } from "../apps";
import { type Invocation } from "../command";
import { nextDeployment, timeText } from "../deployment/estimate";
import { type Colors } from "../io";
import { type ExitCode } from "../userError";
import { wantedRevision } from "../wantedRevision";
import { ago, subject } from "../words";

/** What a release would change in one container. */
export interface ImageChange {
  readonly container: string;
  /** null for a container that the task definition does not have. */
  readonly from: string | null;
  readonly to: string;
}

/** Containers whose image would be another one. */
export function changesBetween(live: Images, wanted: Revision): ImageChange[] {
  return wanted
    .map(({ name, imageUri }) => ({ container: name, from: live[name] ?? null, to: imageUri }))
    .filter(({ from, to }) => from === null || !isSameImage(from, to));
}

export interface DiffValues {
  readonly image: string | undefined;
}

/** What a release would change in what the service runs. */
export async function diff(invocation: Invocation<DiffValues>): Promise<ExitCode> {
  const { io, args, options, global, connect } = invocation;
  const connection = await connect();
  const place = connection.app(args[0] ?? "");
  const ecs = ecsAdapter(await connection.clients.ecs());
  const [{ images, release }, definition] = await Promise.all([
    wantedRevision(connection, place, options.image),
    serviceOf(ecs, place).then(({ taskDefinition }) => ecs.definition(taskDefinition)),
  ]);
  const changes = changesBetween(imagesOfDefinition(definition), images);
  const taskDefinition = definition.arn;
  const time = changes.length === 0 ? null : ((await nextDeployment(connection, place)) ?? null);
  if (global.json) {
    const { stack } = connection.parameter;
    const commitId = release?.commitId ?? null;
    const found = { stack, app: place.key, commitId, taskDefinition, changes, time };
    io.stdout(`${JSON.stringify(found, null, 2)}\n`);
    return 0;
  }
  if (release !== undefined) {
    const { commitId, author, date, message } = release;
    const who = `${author}, ${ago(date, io.now())}: ${subject(message)}`;
    io.stdout(`Head ${shortCommit(commitId)}  ${who}\n`);
  }
  io.stdout(
    changes.length === 0
      ? `Nothing would change: ${place.key} runs this already.\n`
      : changesText(place.key, changes, shortImage(taskDefinition), io.colors),
  );
  if (time !== null) {
    io.stdout(`  takes ${timeText(time)}\n`);
  }
  return 0;
}

function changesText(
  app: string,
  changes: readonly ImageChange[],
  definition: string,
  colors: Colors,
): string {
  const lines = changes.flatMap(({ container, from, to }) => [
    `  container ${container}\n`,
    from === null
      ? colors.red(`    ! ${definition} has no such container: the deployment would fail\n`)
      : colors.red(`    - ${from}\n`),
    colors.green(`    + ${to}\n`),
  ]);
  return `${app}\n${lines.join("")}  all else as in ${definition}\n`;
}
