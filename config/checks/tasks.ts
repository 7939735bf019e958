import { longestFargateStopSeconds } from "../../aws/container";
import { orderProblems } from "../../aws/containerOrder";
import { fargateSizeProblem } from "../../aws/fargateSize";
import { mostDefinitionBytes } from "../../aws/limits";
import { secretArnProblem } from "../../aws/secretArn";
import { shareProblems, sidecarProblems } from "../../aws/taskShares";
import { timingProblems } from "../kinds/service";
import { gotText, type Problem } from "../problems";
import {
  allApps,
  type Check,
  containersBeside,
  containersOf,
  type PlacedApp,
  type PlacedContainer,
  present,
  sharesBeside,
} from "./check";

/** Whether each task can be defined: its size, its containers and what they are told. */
export const checkTasks: Check = ({ config, region }) =>
  allApps(config).flatMap((placed) => [
    ...sizeProblems(placed),
    ...containerProblems(placed),
    ...waitProblems(placed),
    ...keyProblems(placed, region),
    ...containersOf(placed).flatMap((container) => [
      ...variableProblems(container, region),
      ...stopProblems(container, placed),
      ...ulimitProblems(container, placed),
      ...execProblems(container, placed),
      ...timingProblems(
        [...container.path, "containerHealthCheck"],
        container.containerHealthCheck,
      ),
    ]),
  ]);

function sizeProblems(placed: PlacedApp): Problem[] {
  const { path, app, cluster } = placed;
  const { cpuUnits, memoryMiB } = app;
  if (cpuUnits === undefined || memoryMiB === undefined) {
    return [];
  }
  const task = { cpuUnits, memoryMiB };
  const fargate =
    cluster.capacity?.type === "fargate" ? fargateSizeProblem(cpuUnits, memoryMiB) : undefined;
  const beside = sharesBeside(placed);
  const found = [
    ...(fargate === undefined ? [] : [fargate]),
    ...(beside.length === 0 ? [] : shareProblems(task, beside)),
  ];
  return found.map(({ key, sentence }) => ({ path: [...path, key], sentence }));
}

function containerProblems(placed: PlacedApp): Problem[] {
  const { path, app, appKey } = placed;
  const beside = containersBeside(placed);
  const problems: Problem[] = sidecarProblems(
    appKey,
    beside.map(({ name }) => name),
  ).map(({ index, sentence }) => ({
    path: index === undefined ? [...path, "sidecars"] : (beside[index]?.path ?? path),
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

/** The own container starts after all init containers, whatever it says itself. */
function waitProblems(placed: PlacedApp): Problem[] {
  const containers = containersOf(placed);
  const first = Object.keys(placed.app.initContainers ?? {}).map((name) => [name, "SUCCESS"]);
  const order = containers.map(
    ({ name, essential = true, containerHealthCheck, dependsOn = {} }, index) =>
      [
        name,
        {
          essential,
          hasHealthCheck: containerHealthCheck !== undefined,
          dependsOn:
            index === 0
              ? ({ ...Object.fromEntries(first), ...dependsOn } as typeof dependsOn)
              : dependsOn,
        },
      ] as const,
  );
  return orderProblems(Object.fromEntries(order)).map(({ container, on, sentence }) => {
    const { path = placed.path, dependsOn = {} } =
      containers.find(({ name }) => name === container) ?? {};
    return {
      path: Object.hasOwn(dependsOn, on)
        ? [...path, "dependsOn", on]
        : [...placed.path, "initContainers", on],
      sentence,
    };
  });
}

/** Session Manager's agent writes into the container (ECS developer guide, ECS Exec). */
function execProblems(
  { path, readonlyRootFilesystem }: PlacedContainer,
  { app }: PlacedApp,
): Problem[] {
  return "exec" in app && app.exec === true && readonlyRootFilesystem === true
    ? [
        {
          path: [...path, "readonlyRootFilesystem"],
          sentence: "keeps shells out, which exec lets in; leave one of them out",
        },
      ]
    : [];
}

function ulimitProblems(
  { path, ulimits = {} }: PlacedContainer,
  { cluster }: PlacedApp,
): Problem[] {
  return Object.entries(ulimits).flatMap(([name, { soft, hard } = {}]) => {
    const place = [...path, "ulimits", name];
    if (cluster.capacity?.type === "fargate" && name !== "nofile") {
      return [{ path: place, sentence: "cannot be set on Fargate, which takes nofile alone" }];
    }
    return soft !== undefined && hard !== undefined && hard >= 0 && (soft > hard || soft < 0)
      ? [{ path: place, sentence: `soft must not be greater than hard, which is ${hard}` }]
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
