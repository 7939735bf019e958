import { connectionProblems } from "../../aws/serviceConnect";
import { type App } from "./app";
import { InternalApp } from "./kinds/internal";
import { type AppSettings } from "./makeApp";
import { type ConnectServer } from "./service/serviceConnect";

/**
 * The apps of a cluster by their keys, in the order of the settings. Each is made after the internal apps that it
 * calls: tasks know the names that are there when they start.
 *
 * @throws RangeError when an app connects to what it cannot call, or apps wait for each other in a circle.
 */
export function makeApps<S extends AppSettings>(
  settings: Readonly<Record<string, S>>,
  make: (app: S, key: string, servers: readonly ConnectServer[]) => App,
): Record<string, App> {
  const [problem] = connectionProblems(settings);
  if (problem !== undefined) {
    throw new RangeError(`App "${problem.app}": connectsTo[${problem.index}] ${problem.sentence}.`);
  }
  const made: Record<string, App> = {};
  const makeOne = (key: string, app: S): App => {
    const servers = callsOf(app).flatMap((to) => {
      const other = settings[to];
      const server = other && makeOne(to, other);
      return server instanceof InternalApp ? [server.server] : [];
    });
    return (made[key] ??= make(app, key, servers));
  };
  return Object.fromEntries(Object.entries(settings).map(([key, app]) => [key, makeOne(key, app)]));
}

function callsOf(app: AppSettings): readonly string[] {
  return "connectsTo" in app ? (app.connectsTo ?? []) : [];
}
