import { ownShare } from "../../aws/taskShares";
import { type MountingContainer, volumeProblems } from "../../aws/taskVolumes";
import { type Path, type Problem, valueAt } from "../problems";
import { allApps, type Check, containersBeside, type PlacedApp, sharesBeside } from "./check";

/** Whether containers mount what the app declares, each at a place of its own. */
export const checkVolumes: Check = ({ config, raw }) =>
  allApps(config).flatMap((placed) => {
    const { path, app, cluster } = placed;
    const own = { ...app, path, name: placed.appKey, memoryMiB: ownMemoryMiB(placed) };
    const containers = [own, ...containersBeside(placed)];
    const mounting = containers.map(
      ({ name, memoryMiB, mounts, path: place }): MountingContainer => ({
        name,
        memoryMiB,
        mounts: withNames({ ...mounts }, raw, [...place, "mounts"]),
      }),
    );
    const volumes = withNames({ ...app.volumes }, raw, [...path, "volumes"]);
    return volumeProblems(volumes, mounting, cluster.capacity?.type).map(
      ({ volume, container, key, sentence }): Problem => {
        const mounts = containers.find(({ name }) => name === container)?.path;
        const place =
          mounts === undefined ? [...path, "volumes", volume] : [...mounts, "mounts", volume];
        return { path: key === undefined ? place : [...place, key], sentence };
      },
    );
  });

/** With the names of what is written but wrong: that is reported already, and is there all the same. */
function withNames<V extends object>(
  valid: Readonly<Record<string, V | undefined>>,
  raw: unknown,
  path: Path,
): Record<string, V | Record<string, never>> {
  const written = valueAt(raw, path);
  const names = typeof written === "object" && written !== null ? Object.keys(written) : [];
  return Object.fromEntries(names.map((name) => [name, valid[name] ?? {}]));
}

function ownMemoryMiB(placed: PlacedApp): number | undefined {
  const { cpuUnits = 0, memoryMiB } = placed.app;
  return memoryMiB === undefined
    ? undefined
    : ownShare({ cpuUnits, memoryMiB }, sharesBeside(placed)).memoryMiB;
}
