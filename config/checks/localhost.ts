import { type Problem } from "../problems";
import { allApps, type Check, containersOf, type PlacedApp, type PlacedContainer } from "./check";

/** A port of the container's own machine, in a URL, an address or a flag. */
const ownMachine = /(?<![\w.-])(?:localhost|127\.0\.0\.1|\[::1\]):(\d+)/gi;

/**
 * Whether containers look for each other where they are. On a host each has an address of its own, on the bridge;
 * only on Fargate do the containers of a task share localhost.
 */
export const checkLocalhost: Check = ({ config }) => allApps(config).flatMap(localhostProblems);

function localhostProblems(placed: PlacedApp): Problem[] {
  const { cluster, app } = placed;
  if (cluster.capacity?.type !== "ec2" || Object.keys(app.sidecars ?? {}).length === 0) {
    return [];
  }
  return containersOf(placed).flatMap((container, index) => {
    const own = index === 0 && "port" in app ? app.port : undefined;
    return placesOf(container).flatMap(([path, text]) =>
      [...text.matchAll(ownMachine)]
        .filter(([, port]) => Number(port) !== own)
        .slice(0, 1)
        .map(([address]) => ({
          path,
          sentence: `"${address}" is container "${container.name}" itself: on EC2 the containers of a task do not share localhost, and none reaches another; use capacity: { type: fargate }, where they do`,
        })),
    );
  });
}

/** The texts that a container is told. */
function placesOf({ path, environment, command, entryPoint }: PlacedContainer) {
  return [
    ...Object.entries(environment ?? {}).map(
      ([name, value]) => [[...path, "environment", name], value ?? ""] as const,
    ),
    ...Object.entries({ command, entryPoint }).map(
      ([key, words]) => [[...path, key], (words ?? []).join(" ")] as const,
    ),
  ];
}
