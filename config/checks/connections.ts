import {
  type ConnectingApp,
  connectionProblems,
  connectNameProblem,
} from "../../aws/serviceConnect";
import { type Problem } from "../problems";
import { appsOf, type Check, clustersOf } from "./check";

/** Whether apps connect to internal apps of their cluster, none of which waits for itself. */
export const checkConnections: Check = ({ config }) =>
  clustersOf(config).flatMap((placed): Problem[] => {
    const apps = appsOf(placed);
    const connecting = apps.map(({ appKey, app }): [string, ConnectingApp] => [appKey, app]);
    const problems = connectionProblems(Object.fromEntries(connecting));
    return apps.flatMap(({ path, appKey, app }) => [
      ...(app.kind === "internal" ? nameProblems(path, appKey) : []),
      ...problems
        .filter((problem) => problem.app === appKey)
        .map(({ index, sentence }) => ({ path: [...path, "connectsTo", index], sentence })),
    ]);
  });

function nameProblems(path: Problem["path"], appKey: string): Problem[] {
  const sentence = connectNameProblem(appKey);
  return sentence === undefined ? [] : [{ path, sentence }];
}
