import { defaultStopSeconds } from "../../../aws/container";
import { proxyShare } from "../../../aws/serviceConnect";
import { ownShare } from "../../../aws/taskShares";
import {
  type ContainerDefinition,
  type ContainerSettings,
  type LogMode,
  containerDefinition,
} from "./containerDefinition";
import { type FileSystemAccess } from "./permissions";
import { type ConnectPort } from "./portMapping";
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

/** A folder that containers mount; without any of these it is empty at a task's start and dies with it. */
export interface VolumeSettings {
  /** A file system of Amazon EFS. */
  readonly efs?: { readonly fileSystemId: string; readonly accessPointId?: string | undefined };
  /** A folder of the host. */
  readonly hostPath?: string | undefined;
  /** Memory of the one container that mounts it. */
  readonly tmpfs?: { readonly sizeMiB: number } | undefined;
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
  /** What its containers may mount. @default - none */
  readonly volumes?: Readonly<Record<string, VolumeSettings>> | undefined;
}

/** Stands for an image whose digest the build is yet to give. */
export const pendingImage = "pending";

/** The part of a task in ECS Service Connect: it has a proxy, and a port that the names of others lead to. */
export interface TaskConnect {
  /** @default - none: it only calls others */
  readonly port?: ConnectPort | undefined;
}

/** Where a task runs and what it is called. */
export interface TaskPlace {
  /** Key of the app, which names its container: the name that `revision.json` has. */
  readonly app: string;
  readonly port?: number | undefined;
  /** @default - none: ECS adds no proxy */
  readonly connect?: TaskConnect | undefined;
  readonly launch: "ec2" | "fargate";
  readonly region: string;
  readonly logGroup: string;
}

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
  const common = { logs, networkMode, tmpfsMiB: tmpfsOf(task) };
  const own = containerDefinition({
    ...task,
    ...ownShare(task, sharesOf(task, place.connect !== undefined)),
    name: app,
    image: image(app),
    essential: true,
    port: place.port,
    connect: place.connect?.port,
    dependsOn: ownWaits(task),
    ...common,
  });
  const beside = besideOf(task).map(([name, sidecar]) =>
    containerDefinition({ ...sidecar, name, image: image(name), ...common }),
  );
  return [own, ...beside];
}

/** How tasks get their ports: from their host on EC2, from an address of their own on Fargate. */
export function networkModeOf(launch: "ec2" | "fargate"): "bridge" | "awsvpc" {
  // Written out: without a mode, ports would depend on what some library takes for granted.
  return launch === "ec2" ? "bridge" : "awsvpc";
}

/** ARNs of everything that the task's containers read at their start. */
export function secretArnsOf(task: TaskSettings): string[] {
  return containersOf(task).flatMap(({ secrets = {}, registryCredentials }) => [
    ...Object.values(secrets),
    ...(registryCredentials === undefined ? [] : [registryCredentials]),
  ]);
}

/** Longest time that one of the task's containers may take to stop, in seconds. */
export function stopTimeoutOf(task: TaskSettings): number {
  return Math.max(
    ...containersOf(task).map(({ stopTimeoutSeconds = defaultStopSeconds }) => stopTimeoutSeconds),
  );
}

/** The file systems that its containers mount, each with whether one of them may write. */
export function fileSystemsOf(task: TaskSettings): FileSystemAccess[] {
  const mounts = containersOf(task).flatMap(({ mounts = {} }) => Object.entries(mounts));
  const found = new Map<string, FileSystemAccess>();
  for (const [volume, { efs }] of Object.entries(task.volumes ?? {}).sort(byKey)) {
    const uses = mounts.filter(([mounted]) => mounted === volume);
    if (efs !== undefined && uses.length > 0) {
      const key = `${efs.fileSystemId} ${efs.accessPointId ?? ""}`;
      const write = uses.some(([, { readOnly }]) => !readOnly) || found.get(key)?.write === true;
      found.set(key, { ...efs, write });
    }
  }
  return [...found.values()];
}

/** Sidecars and init containers by name; only the latter may end. */
export function besideOf({
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

/** What takes its part of the task beside the app's own container: other containers, and ECS's own proxy. */
export function sharesOf(task: TaskSettings, hasProxy: boolean) {
  const beside = besideOf(task).map(([, settings]) => settings);
  return hasProxy ? [...beside, proxyShare] : beside;
}

export function containersOf(task: TaskSettings): readonly ContainerSettings[] {
  return [task, ...besideOf(task).map(([, settings]) => settings)];
}

/** The app's own container starts after all init containers, whatever it says itself. */
export function ownWaits({ initContainers = {}, dependsOn }: TaskSettings) {
  const first = Object.keys(initContainers).map((name) => [name, "SUCCESS"] as const);
  return { ...Object.fromEntries(first), ...dependsOn };
}

function tmpfsOf({ volumes = {} }: TaskSettings): Record<string, number> {
  return Object.fromEntries(
    Object.entries(volumes).flatMap(([volume, { tmpfs }]) =>
      tmpfs === undefined ? [] : [[volume, tmpfs.sizeMiB]],
    ),
  );
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
