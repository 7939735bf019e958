import { fargateSizeProblem } from "../../aws/fargateSize";
import { gotText, type Problem } from "../problems";
import { secretArnPattern } from "../schema/container";
import { allApps, type Check, type Path, type PlacedApp, present } from "./check";

/** ECS API, RegisterTaskDefinition: containers of a task. */
const mostContainers = 10;

/** ECS: the whole definition as JSON. What ECS adds to ours is small; the texts are the user's. */
const mostBytes = 64 * 1024;

/** ECS: the least memory that Docker gives a container. */
const leastMemoryMiB = 6;

/** ECS developer guide, stopTimeout: the most on Fargate. */
const longestFargateStopSeconds = 120;

/** Whether each task can be defined: its size, its containers and what they are told. */
export const checkTasks: Check = ({ config, region }) =>
  allApps(config).flatMap((placed) => [
    ...sizeProblems(placed),
    ...containerProblems(placed),
    ...containersOf(placed).flatMap((container) => [
      ...variableProblems(container, region),
      ...stopProblems(container, placed),
    ]),
  ]);

interface PlacedContainer {
  readonly path: Path;
  readonly environment: Readonly<Record<string, string | undefined>> | undefined;
  readonly secrets: Readonly<Record<string, string | undefined>> | undefined;
  readonly stopTimeoutSeconds: number | undefined;
}

function sizeProblems({ path, app, cluster }: PlacedApp): Problem[] {
  const { cpuUnits, memoryMiB } = app;
  const problems: Problem[] = [];
  if (cpuUnits === undefined || memoryMiB === undefined) {
    return problems;
  }
  const fargate =
    cluster.capacity?.type === "fargate" ? fargateSizeProblem(cpuUnits, memoryMiB) : undefined;
  if (fargate !== undefined) {
    problems.push({ path: [...path, fargate.key], sentence: fargate.sentence });
  }
  const sidecars = present(app.sidecars).map(([, sidecar]) => sidecar);
  if (sidecars.length === 0) {
    return problems;
  }
  const memory = sum(sidecars.map((sidecar) => sidecar.memoryMiB)) + leastMemoryMiB;
  if (memory > memoryMiB) {
    problems.push({
      path: [...path, "memoryMiB"],
      sentence: `containers need ${memory} MiB; task has ${memoryMiB} (the app's own container needs at least ${leastMemoryMiB})`,
    });
  }
  const cpu = sum(sidecars.map((sidecar) => sidecar.cpuUnits));
  if (cpu > cpuUnits) {
    problems.push({
      path: [...path, "cpuUnits"],
      sentence: `containers need ${cpu} CPU units; task has ${cpuUnits}`,
    });
  }
  return problems;
}

function containerProblems({ path, app, appKey }: PlacedApp): Problem[] {
  const names = Object.keys(app.sidecars ?? {});
  const problems: Problem[] = [];
  if (names.length + 1 > mostContainers) {
    problems.push({
      path: [...path, "sidecars"],
      sentence: `1–${mostContainers} containers, at least one essential: a task has at most ${mostContainers - 1} sidecars (got "${names.length}")`,
    });
  }
  if (names.includes(appKey)) {
    problems.push({
      path: [...path, "sidecars", appKey],
      sentence: "has the name of the app's own container; choose another",
    });
  }
  const mounts = present(app.volumes).map(([, volume]) => volume.mountPath);
  for (const [volume, { mountPath }] of present(app.volumes)) {
    if (mountPath !== undefined && mounts.filter((other) => other === mountPath).length > 1) {
      problems.push({
        path: [...path, "volumes", volume, "mountPath"],
        sentence: `duplicate mountPath "${mountPath}"; give each volume its own`,
      });
    }
  }
  const bytes = Buffer.byteLength(JSON.stringify(app));
  if (bytes > mostBytes) {
    problems.push({
      path,
      sentence: `task definition too large: ${bytes} bytes; max ${mostBytes}`,
    });
  }
  return problems;
}

function containersOf({ path, app }: PlacedApp): PlacedContainer[] {
  const own: PlacedContainer = { path, ...variablesOf(app) };
  return [
    own,
    ...present(app.sidecars).map(([name, sidecar]) => ({
      path: [...path, "sidecars", name],
      ...variablesOf(sidecar),
    })),
  ];
}

function variablesOf(
  container: Partial<Omit<PlacedContainer, "path">>,
): Omit<PlacedContainer, "path"> {
  const { environment, secrets, stopTimeoutSeconds } = container;
  return { environment, secrets, stopTimeoutSeconds };
}

function variableProblems(container: PlacedContainer, region: string | undefined): Problem[] {
  const { path, environment, secrets } = container;
  return present(secrets).flatMap(([name, arn]) => {
    const problems: Problem[] = [];
    const place = [...path, "secrets", name];
    if (environment !== undefined && Object.hasOwn(environment, name)) {
      problems.push({ path: place, sentence: "defined in both environment and secrets" });
    }
    const match = secretArnPattern.exec(arn);
    const arnRegion = match?.[1] ?? match?.[2];
    if (match === null || (region !== undefined && arnRegion !== region)) {
      // The value is not shown: it may be the secret itself.
      problems.push({
        path: place,
        sentence: `not a Secrets Manager/SSM ARN in ${region ?? "the stack's region"}; it looks like arn:aws:secretsmanager:<region>:<account>:secret:<name> or arn:aws:ssm:<region>:<account>:parameter/<name>`,
      });
    }
    return problems;
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

function sum(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}
