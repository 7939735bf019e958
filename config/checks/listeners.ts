import { tcpAppsProblem } from "../../aws/networkLoadBalancer";
import { type Problem } from "../problems";
import { appsOf, type Check, clustersOf } from "./check";

/** Whether each TCP app of a cluster has a listener of its own, and the load balancer takes them all. */
export const checkListeners: Check = ({ config }) =>
  clustersOf(config).flatMap((placed) => {
    const owners = new Map<number, string>();
    const problems: Problem[] = [];
    const apps = appsOf(placed).filter(({ app }) => app.kind === "tcp");
    const crowded = tcpAppsProblem(apps.length);
    if (crowded !== undefined) {
      problems.push({ path: [...placed.path, "apps"], sentence: crowded });
    }
    for (const { path, appKey, app } of apps) {
      const port = app.kind === "tcp" ? app.listenerPort : undefined;
      const other = port === undefined ? undefined : owners.get(port);
      if (port !== undefined && other !== undefined) {
        problems.push({
          path: [...path, "listenerPort"],
          sentence: `${port} is the listenerPort of app "${other}" too; give each its own`,
        });
      } else if (port !== undefined) {
        owners.set(port, appKey);
      }
    }
    return problems;
  });
