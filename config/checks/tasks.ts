import { fargateSizeProblem } from "../../aws/fargateSize";
import { longestFargateStopSeconds, mostDefinitionBytes } from "../../aws/limits";
import { mountPathProblem, normalMountPath } from "../../aws/mountPath";
import { secretArnProblem } from "../../aws/secretArn";
import { shareProblems, sidecarProblems } from "../../aws/taskShares";
import { gotText, type Problem } from "../problems";
import {
  allApps,
  type Check,
  containersOf,
  type PlacedApp,
  type PlacedContainer,
  present,
} from "./check";

/** Whether each task can be defined: its size, its containers and what they are told. */
export const checkTasks: Check = ({ config, region }) =>
  allApps(config).flatMap((placed) => [
    ...sizeProblems(placed),
    ...containerProblems(placed),
    ...mountProblems(placed),
    ...keyProblems(placed, region),
    ...containersOf(placed).flatMap((container) => [
      ...variableProblems(container, region),
      ...stopProblems(container, placed),
    ]),
  ]);

function sizeProblems({ path, app, cluster }: PlacedApp): Problem[] {
  const { cpuUnits, memoryMiB } = app;
  if (cpuUnits === undefined || memoryMiB === undefined) {
    return [];
  }
  const task = { cpuUnits, memoryMiB };
  const fargate =
    cluster.capacity?.type === "fargate" ? fargateSizeProblem(cpuUnits, memoryMiB) : undefined;
  const sidecars = present(app.sidecars).map(([, sidecar]) => sidecar);
  const found = [
    ...(fargate === undefined ? [] : [fargate]),
    ...(sidecars.length === 0 ? [] : shareProblems(task, sidecars)),
  ];
  return found.map(({ key, sentence }) => ({ path: [...path, key], sentence }));
}

function containerProblems({ path, app, appKey }: PlacedApp): Problem[] {
  const names = Object.keys(app.sidecars ?? {});
  const problems: Problem[] = sidecarProblems(appKey, names).map(({ sidecar, sentence }) => ({
    path: [...path, "sidecars", ...(sidecar === undefined ? [] : [sidecar])],
    sentence,
  }));
  const bytes = Buffer.byteLength(JSON.stringify(app));
  if (bytes > mostDefinitionBytes) {
    problems.push({
      path,
      sentence: `task definition too large: ${bytes} bytes; max ${mostDefinitionBytes}`,
    });
  }
  return problems;
}

function mountProblems({ path, app }: PlacedApp): Problem[] {
  const mounts = present(app.volumes).flatMap(([volume, { mountPath }]) =>
    mountPath === undefined
      ? []
      : [{ mountPath, place: [...path, "volumes", volume, "mountPath"] }],
  );
  const normal = mounts.map(({ mountPath }) => normalMountPath(mountPath));
  return mounts.flatMap(({ mountPath, place }, index) => {
    const problem = mountPathProblem(mountPath);
    if (problem !== undefined) {
      return [{ path: place, sentence: `${problem}${gotText(place, mountPath)}` }];
    }
    const same = normal.filter((other) => other === normal[index]).length;
    return same > 1
      ? [{ path: place, sentence: `duplicate mountPath "${mountPath}"; give each volume its own` }]
      : [];
  });
}

function keyProblems({ path, app }: PlacedApp, region: string | undefined): Problem[] {
  const place = [...path, "secretsKeyArn"];
  const keyRegion = app.secretsKeyArn?.split(":")[3];
  return region !== undefined && keyRegion !== undefined && keyRegion !== region
    ? [
        {
          path: place,
          sentence: `must be a key of ${region}, where the secrets are read${gotText(place, app.secretsKeyArn)}`,
        },
      ]
    : [];
}

function variableProblems(container: PlacedContainer, region: string | undefined): Problem[] {
  const { path, environment, secrets } = container;
  return present(secrets).flatMap(([name, arn]) => {
    const place = [...path, "secrets", name];
    const twice = environment !== undefined && Object.hasOwn(environment, name);
    const wrong = secretArnProblem(arn, region);
    return [
      ...(twice ? [{ path: place, sentence: "defined in both environment and secrets" }] : []),
      ...(wrong === undefined ? [] : [{ path: place, sentence: wrong }]),
    ];
  });
}

function stopProblems(
  { path, stopTimeoutSeconds }: PlacedContainer,
  { cluster }: PlacedApp,
): Problem[] {
  return cluster.capacity?.type === "fargate" &&
    stopTimeoutSeconds !== undefined &&
    stopTimeoutSeconds > longestFargateStopSeconds
    ? [
        {
          path: [...path, "stopTimeoutSeconds"],
          sentence: `must be 2–${longestFargateStopSeconds} on Fargate${gotText(path, stopTimeoutSeconds)}`,
        },
      ]
    : [];
}
