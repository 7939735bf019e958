import { type OrderedContainer, orderProblems } from "../../../aws/containerOrder";
import { fargateSizeProblem } from "../../../aws/fargateSize";
import { mountPathProblem } from "../../../aws/mountPath";
import { policyAccountProblem } from "../../../aws/permission";
import { ownShare, shareProblems, sidecarProblems } from "../../../aws/taskShares";
import { type AccountContext } from "../../accountContext";
import {
  type ContainerDefinition,
  type ContainerSettings,
  type LogMode,
  type Mount,
  containerDefinition,
} from "./containerDefinition";
import { kindOf } from "./permissions";
import { type TaskPermissions } from "./taskRoles";

/** A container that runs beside the app's own. */
export interface SidecarSettings extends ContainerSettings {
  /** Part of the task's CPU; 0 is what is left over. */
  readonly cpuUnits: number;
  /** Part of the task's memory. */
  readonly memoryMiB: number;
  /** Whether the task ends when this container ends. */
  readonly essential: boolean;
}

/** A container that ends before the app's own starts. */
export type InitContainerSettings = Omit<SidecarSettings, "essential">;

/** A folder of the app's own container. */
export interface VolumeSettings {
  readonly mountPath: string;
  readonly readOnly: boolean;
  /** @default - an empty folder per task */
  readonly efs?: { readonly fileSystemId: string; readonly accessPointId?: string | undefined };
}

/** What every task has, whatever its kind, in the words of the configuration. */
export interface TaskSettings extends ContainerSettings, TaskPermissions {
  /** CPU of a task with its sidecars; 1024 are one vCPU. */
  readonly cpuUnits: number;
  /** Memory of a task with its sidecars in MiB. */
  readonly memoryMiB: number;
  /** Key that the task's secrets are encrypted with. @default - AWS's own */
  readonly secretsKeyArn?: string | undefined;
  readonly sidecars?: Readonly<Record<string, SidecarSettings>> | undefined;
  /** @default - none */
  readonly initContainers?: Readonly<Record<string, InitContainerSettings>> | undefined;
  /** How lines reach CloudWatch Logs. @default - without holding up the app */
  readonly logs?: { readonly mode: LogMode } | undefined;
  readonly volumes?: Readonly<Record<string, VolumeSettings>> | undefined;
}

/** Stands for an image whose digest the build is yet to give. */
export const pendingImage = "pending";

/** Where a task runs and what it is called. */
export interface TaskPlace {
  /** Key of the app, which names its container: the name that `revision.json` has. */
  readonly app: string;
  readonly port?: number | undefined;
  readonly launch: "ec2" | "fargate";
  readonly region: string;
  readonly logGroup: string;
}

/** What decides whether a task can be as it is configured. */
export type TaskLocation = Pick<TaskPlace, "app" | "launch"> & {
  readonly account: Pick<AccountContext, "accountId">;
};

/**
 * All containers of a task.
 *
 * @param images by container: `app` and every sidecar; one that is missing is {@link pendingImage}.
 */
export function taskContainers(
  task: TaskSettings,
  place: TaskPlace,
  images: Readonly<Record<string, string>>,
): ContainerDefinition[] {
  const { app } = place;
  const networkMode = networkModeOf(place.launch);
  const logs = {
    group: place.logGroup,
    region: place.region,
    prefix: app,
    mode: task.logs?.mode ?? ("non-blocking" as const),
  };
  const image = (container: string): string => images[container] ?? pendingImage;
  const own = containerDefinition({
    ...task,
    ...ownShare(task, sharesOf(task)),
    name: app,
    image: image(app),
    essential: true,
    port: place.port,
    dependsOn: ownWaits(task),
    mounts: mountsOf(task),
    logs,
    networkMode,
  });
  const beside = besideOf(task).map(([name, sidecar]) =>
    containerDefinition({ ...sidecar, name, image: image(name), logs, networkMode }),
  );
  return [own, ...beside];
}

/** How tasks get their ports: from their host on EC2, from an address of their own on Fargate. */
export function networkModeOf(launch: "ec2" | "fargate"): "bridge" | "awsvpc" {
  // Written out: without a mode, ports would depend on what some library takes for granted.
  return launch === "ec2" ? "bridge" : "awsvpc";
}

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
  const [share] = shareProblems(task, sharesOf(task));
  if (share !== undefined) {
    return `${share.key}: ${share.sentence}.`;
  }
  for (const [volume, { mountPath }] of Object.entries(task.volumes ?? {})) {
    const mount = mountPathProblem(mountPath);
    if (mount !== undefined) {
      return `mountPath of volume "${volume}" ${mount}, got "${mountPath}".`;
    }
  }
  if (task.exec === true && containersOf(task).some((one) => one.readonlyRootFilesystem === true)) {
    return "exec needs containers that it can write to; leave readonlyRootFilesystem out, or exec.";
  }
  const secrets = containersOf(task).flatMap(({ secrets = {} }) => Object.entries(secrets));
  const foreign = secrets.find(([, arn]) => kindOf(arn) === undefined);
  if (foreign !== undefined) {
    return `secret ${foreign[0]} must be the ARN of a Secrets Manager secret or an SSM parameter, got "${foreign[1]}".`;
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

/** ARNs of everything that the task's containers read at their start. */
export function secretArnsOf(task: TaskSettings): string[] {
  return containersOf(task).flatMap(({ secrets = {} }) => Object.values(secrets));
}

/** Longest time that one of the task's containers may take to stop, in seconds. */
export function stopTimeoutOf(task: TaskSettings): number {
  return Math.max(...containersOf(task).map(({ stopTimeoutSeconds = 30 }) => stopTimeoutSeconds));
}

/** Sidecars and init containers by name; only the latter may end. */
function besideOf({
  sidecars = {},
  initContainers = {},
}: TaskSettings): [string, SidecarSettings][] {
  return [
    ...Object.entries(sidecars),
    ...Object.entries(initContainers).map(([name, settings]): [string, SidecarSettings] => [
      name,
      { ...settings, essential: false },
    ]),
  ];
}

/** What the containers beside the app's own take of the task. */
function sharesOf(task: TaskSettings): readonly SidecarSettings[] {
  return besideOf(task).map(([, settings]) => settings);
}

function containersOf(task: TaskSettings): readonly ContainerSettings[] {
  return [task, ...sharesOf(task)];
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

/** The app's own container starts after all init containers, whatever it says itself. */
function ownWaits({ initContainers = {}, dependsOn }: TaskSettings) {
  const first = Object.keys(initContainers).map((name) => [name, "SUCCESS"] as const);
  return { ...Object.fromEntries(first), ...dependsOn };
}

function mountsOf({ volumes = {} }: TaskSettings): Mount[] {
  return Object.entries(volumes).map(([volume, { mountPath, readOnly }]) => ({
    volume,
    path: mountPath,
    readOnly,
  }));
}
