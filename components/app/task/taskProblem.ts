import { type OrderedContainer, orderProblems } from "../../../aws/containerOrder";
import { fargateSizeProblem } from "../../../aws/fargateSize";
import { policyAccountProblem } from "../../../aws/permission";
import { registryCredentialsProblem } from "../../../aws/secretArn";
import { ownShare, shareProblems, sidecarProblems } from "../../../aws/taskShares";
import { type MountingContainer, volumeProblems } from "../../../aws/taskVolumes";
import { type AccountContext } from "../../accountContext";
import { type ContainerSettings } from "./containerDefinition";
import { kindOf } from "./permissions";
import {
  besideOf,
  containersOf,
  ownWaits,
  sharesOf,
  type TaskPlace,
  type TaskSettings,
} from "./taskSettings";

/** What decides whether a task can be as it is configured. */
export type TaskLocation = Pick<TaskPlace, "app" | "launch"> & {
  readonly account: Pick<AccountContext, "accountId">;
  /** Whether ECS adds a proxy to its tasks. @default false */
  readonly hasProxy?: boolean | undefined;
};

/** The first thing that is wrong with a task; undefined if nothing is. */
export function taskProblem(task: TaskSettings, place: TaskLocation): string | undefined {
  const names = besideOf(task).map(([name]) => name);
  const [container] = sidecarProblems(place.app, names);
  if (container !== undefined) {
    const { index = -1, sentence } = container;
    return `${index < 0 ? "containers:" : `container "${names[index] ?? ""}"`} ${sentence}.`;
  }
  const [unstartable] = orderProblems(orderOf(task, place.app));
  if (unstartable !== undefined) {
    return `container "${unstartable.container}" waits for "${unstartable.on}", but ${unstartable.sentence}.`;
  }
  const { hasProxy = false } = place;
  const [share] = shareProblems(task, sharesOf(task, hasProxy));
  if (share !== undefined) {
    return `${share.key}: ${share.sentence}.`;
  }
  const [volume] = volumeProblems(
    task.volumes ?? {},
    mountingContainers(task, place.app, hasProxy),
    place.launch,
  );
  if (volume !== undefined) {
    const { container, key } = volume;
    const where =
      container === undefined
        ? `volume "${volume.volume}"`
        : `mount of volume "${volume.volume}" in container "${container}"`;
    return `${key === undefined ? "" : `${key} of `}${where}: ${volume.sentence}.`;
  }
  if (task.exec === true && containersOf(task).some((one) => one.readonlyRootFilesystem === true)) {
    return "exec needs containers that it can write to; leave readonlyRootFilesystem out, or exec.";
  }
  const secrets = containersOf(task).flatMap(({ secrets = {} }) => Object.entries(secrets));
  const other = secrets.find(([, arn]) => kindOf(arn) === undefined);
  if (other !== undefined) {
    return `secret ${other[0]} must be the ARN of a Secrets Manager secret or an SSM parameter, got "${other[1]}".`;
  }
  for (const { registryCredentials } of containersOf(task)) {
    const problem =
      registryCredentials === undefined
        ? undefined
        : registryCredentialsProblem(registryCredentials, undefined);
    if (problem !== undefined) {
      return `registryCredentials ${problem}.`;
    }
  }
  const { policies = [], permissionsBoundary } = task;
  const [otherAccount] = [
    ...policies,
    ...(permissionsBoundary === undefined ? [] : [permissionsBoundary]),
  ].flatMap((arn) => policyAccountProblem(arn, place.account.accountId) ?? []);
  if (otherAccount !== undefined) {
    return otherAccount;
  }
  const size =
    place.launch === "fargate" ? fargateSizeProblem(task.cpuUnits, task.memoryMiB) : undefined;
  return size && `${size.sentence}.`;
}

function orderOf(task: TaskSettings, app: string): Record<string, OrderedContainer> {
  const ordered = (settings: ContainerSettings, essential: boolean): OrderedContainer => ({
    essential,
    hasHealthCheck: settings.containerHealthCheck !== undefined,
    dependsOn: settings.dependsOn ?? {},
  });
  const beside = besideOf(task).map(
    ([name, settings]) => [name, ordered(settings, settings.essential)] as const,
  );
  return {
    [app]: ordered({ ...task, dependsOn: ownWaits(task) }, true),
    ...Object.fromEntries(beside),
  };
}

function mountingContainers(
  task: TaskSettings,
  app: string,
  hasProxy: boolean,
): MountingContainer[] {
  const own = { name: app, mounts: task.mounts ?? {}, ...ownShare(task, sharesOf(task, hasProxy)) };
  return [
    own,
    ...besideOf(task).map(([name, { mounts = {}, memoryMiB }]) => ({ name, mounts, memoryMiB })),
  ];
}
