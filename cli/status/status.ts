import { type Invocation } from "../command";
import { nextDeployment } from "../deployment/estimate";
import { type ExitCode } from "../userError";
import { appStatus } from "./appStatus";
import { readFacts } from "./readFacts";
import { statusTable } from "./render";
import { appPage } from "./renderApp";

/** How one app or all apps of the stack stand. */
export async function status({ io, args, global, connect }: Invocation): Promise<ExitCode> {
  const connection = await connect();
  const [name] = args;
  const places = name === undefined ? connection.apps : [connection.app(name)];
  const statuses = (await readFacts(connection, places)).map((facts) => appStatus(facts, io.now()));
  const { stack, region, repository, branch } = connection.parameter;
  const [only] = statuses;
  if (global.json) {
    io.stdout(
      `${JSON.stringify({ stack, region, repository, branch, apps: statuses }, null, 2)}\n`,
    );
  } else if (name !== undefined && only !== undefined) {
    const next = await nextDeployment(connection, connection.app(name));
    io.stdout(appPage(only, io.colors, io.now(), next));
  } else {
    io.stdout(`Stack ${stack} in ${region}, branch ${branch} of ${repository}\n\n`);
    io.stdout(statusTable(statuses, io.colors, io.isTTY ? io.width : Number.POSITIVE_INFINITY));
  }
  return 0;
}
