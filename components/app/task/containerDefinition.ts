import { defaultStopSeconds } from "../../../aws/container";
import { type ContainerCondition } from "../../../aws/containerOrder";
import { type ConnectPort, type PortMapping, portMapping } from "./portMapping";

/** Whether an app waits for a slow log service, or goes on and may lose lines. */
export type LogMode = "non-blocking" | "blocking";

/** A container as it is configured; what is left out is left to the image. */
export interface ContainerSettings {
  readonly command?: readonly string[] | undefined;
  readonly entryPoint?: readonly string[] | undefined;
  /** Readable by everyone who may see the task: no secrets here. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** ARNs of secrets and parameters by variable. */
  readonly secrets?: Readonly<Record<string, string>> | undefined;
  /** ARN of the secret that signs in to the image's registry. @default - nobody needs to sign in */
  readonly registryCredentials?: string | undefined;
  /** User, or user:group. */
  readonly user?: string | undefined;
  /** @default false */
  readonly readonlyRootFilesystem?: boolean | undefined;
  /**
   * Seconds between SIGTERM and SIGKILL.
   * @default 30
   */
  readonly stopTimeoutSeconds?: number | undefined;
  /** @default - none: a container that runs counts as healthy */
  readonly containerHealthCheck?: ContainerHealthCheck | undefined;
  /** Whether a process 1 passes signals on and buries orphans. @default false */
  readonly init?: boolean | undefined;
  /** Limits of processes by Docker's names. @default - the host's */
  readonly ulimits?: Readonly<Record<string, Ulimit | undefined>> | undefined;
  /** The containers of the task that must be so far before this one starts. @default - none */
  readonly dependsOn?: Readonly<Record<string, ContainerCondition>> | undefined;
  /** Where it sees which volumes of the app. @default - none */
  readonly mounts?: Readonly<Record<string, Mount>> | undefined;
}

/** A limit of processes; -1 is none. */
export interface Ulimit {
  readonly soft: number;
  readonly hard: number;
}

/** A command that ECS runs in a container to learn whether it is healthy. */
export interface ContainerHealthCheck {
  /** The command and its arguments, without a shell; exit code 0 is healthy. */
  readonly command: readonly string[];
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  /** Failing checks after which the container is unhealthy. */
  readonly retries: number;
  /** Seconds after the start in which failing checks do not count; 0 for none. */
  readonly startPeriodSeconds: number;
}

/** A volume inside a container. */
export interface Mount {
  readonly path: string;
  readonly readOnly: boolean;
}

/** Everything that {@link containerDefinition} needs. */
export interface ContainerSpecification extends ContainerSettings {
  readonly name: string;
  readonly image: string;
  /** 1024 are one vCPU; 0 takes what is left over. */
  readonly cpuUnits: number;
  /** Limit in MiB, above which the container is killed. */
  readonly memoryMiB: number;
  /** Whether the task ends when this container ends. */
  readonly essential: boolean;
  /** Port that it listens on. @default - none */
  readonly port?: number | undefined;
  /** What ECS Service Connect calls the port, and what is spoken there. @default - it leads nobody there */
  readonly connect?: ConnectPort | undefined;
  /** Size in MiB of the volumes that are kept in memory. @default - none is */
  readonly tmpfsMiB?: Readonly<Record<string, number>> | undefined;
  readonly logs: {
    readonly group: string;
    readonly region: string;
    readonly prefix: string;
    readonly mode: LogMode;
  };
  readonly networkMode: "bridge" | "awsvpc";
}

/** A container in the words of the ECS API; only the fields that this project writes. */
export interface ContainerDefinition {
  readonly name: string;
  readonly image: string;
  readonly cpu: number;
  readonly memory: number;
  readonly essential: boolean;
  readonly environment: readonly { readonly name: string; readonly value: string }[];
  readonly secrets?: readonly { readonly name: string; readonly valueFrom: string }[];
  readonly portMappings: readonly PortMapping[];
  readonly mountPoints: readonly {
    readonly sourceVolume: string;
    readonly containerPath: string;
    readonly readOnly: boolean;
  }[];
  readonly volumesFrom: readonly never[];
  readonly systemControls: readonly never[];
  readonly stopTimeout: number;
  readonly readonlyRootFilesystem?: true;
  readonly logConfiguration: {
    readonly logDriver: "awslogs";
    readonly options: Readonly<Record<string, string>>;
  };
  readonly command?: readonly string[];
  readonly entryPoint?: readonly string[];
  readonly user?: string;
  readonly repositoryCredentials?: { readonly credentialsParameter: string };
  readonly linuxParameters?: {
    readonly initProcessEnabled?: true;
    readonly tmpfs?: readonly { readonly containerPath: string; readonly size: number }[];
  };
  readonly ulimits?: readonly {
    readonly name: string;
    readonly softLimit: number;
    readonly hardLimit: number;
  }[];
  readonly dependsOn?: readonly {
    readonly containerName: string;
    readonly condition: ContainerCondition;
  }[];
  readonly healthCheck?: {
    readonly command: readonly string[];
    readonly interval: number;
    readonly timeout: number;
    readonly retries: number;
    readonly startPeriod?: number;
  };
}

/**
 * A container as ECS gives it back when it is described, so that reading makes no difference.
 *
 * ECS fills in `essential`, `cpu`, the protocol and host port of a mapping, and empty lists for
 * environment, mappings, mounts, volumesFrom and systemControls; lists of named things come back in
 * any order. The provider compares in the same way: it sorts containers, environment and secrets,
 * and takes empty lists, tcp and host port 0 for absent (its `container_definitions.go`). What ECS
 * does not fill in is absent here when it is not configured: never null.
 */
export function containerDefinition(container: ContainerSpecification): ContainerDefinition {
  const { command, entryPoint, user, secrets = {}, containerHealthCheck: check } = container;
  const { dependsOn = {}, tmpfsMiB = {}, registryCredentials } = container;
  const mounts = sortedEntries(container.mounts ?? {});
  const tmpfs = mounts.flatMap(([volume, { path }]) => {
    const size = tmpfsMiB[volume];
    return size === undefined ? [] : [{ containerPath: path, size }];
  });
  const linuxParameters = {
    ...(container.init === true && { initProcessEnabled: true as const }),
    ...(tmpfs.length > 0 && { tmpfs }),
  };
  const ulimits = sortedEntries(container.ulimits ?? {}).flatMap(([name, limit]) =>
    limit === undefined ? [] : [{ name, softLimit: limit.soft, hardLimit: limit.hard }],
  );
  return {
    name: container.name,
    image: container.image,
    cpu: container.cpuUnits,
    memory: container.memoryMiB,
    essential: container.essential,
    environment: sortedEntries(container.environment ?? {}).map(([name, value]) => ({
      name,
      value,
    })),
    portMappings: container.port === undefined ? [] : [portMapping(container.port, container)],
    mountPoints: mounts
      .filter(([volume]) => tmpfsMiB[volume] === undefined)
      .map(([volume, { path, readOnly }]) => ({
        sourceVolume: volume,
        containerPath: path,
        readOnly,
      })),
    volumesFrom: [],
    systemControls: [],
    stopTimeout: container.stopTimeoutSeconds ?? defaultStopSeconds,
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": container.logs.group,
        "awslogs-region": container.logs.region,
        "awslogs-stream-prefix": container.logs.prefix,
        // A slow log service must not hold up the app: lines wait in memory, and are lost beyond it.
        ...(container.logs.mode === "non-blocking" && { "max-buffer-size": "25m" }),
        mode: container.logs.mode,
      },
    },
    ...(Object.keys(secrets).length > 0 && {
      secrets: sortedEntries(secrets).map(([name, valueFrom]) => ({ name, valueFrom })),
    }),
    ...(container.readonlyRootFilesystem === true && { readonlyRootFilesystem: true }),
    ...(command && { command }),
    ...(entryPoint && { entryPoint }),
    ...(user !== undefined && { user }),
    ...(registryCredentials !== undefined && {
      repositoryCredentials: { credentialsParameter: registryCredentials },
    }),
    ...(Object.keys(linuxParameters).length > 0 && { linuxParameters }),
    ...(ulimits.length > 0 && { ulimits }),
    ...(Object.keys(dependsOn).length > 0 && {
      dependsOn: sortedEntries(dependsOn).map(([containerName, condition]) => ({
        containerName,
        condition,
      })),
    }),
    ...(check && { healthCheck: healthCheck(check) }),
  };
}

/** All containers of a task as one text: containers by name, keys in alphabetical order. */
export function containerDefinitions(containers: readonly { readonly name: string }[]): string {
  return JSON.stringify(
    [...containers].sort((a, b) => compare(a.name, b.name)),
    (_key, value: unknown) => (isRecord(value) ? Object.fromEntries(sortedEntries(value)) : value),
  );
}

/** ECS fills in every field but `startPeriod`, which is absent when there is none. */
function healthCheck(check: ContainerHealthCheck) {
  return {
    // CMD runs the words as they are; CMD-SHELL would need a shell in the image.
    command: ["CMD", ...check.command],
    interval: check.intervalSeconds,
    timeout: check.timeoutSeconds,
    retries: check.retries,
    ...(check.startPeriodSeconds > 0 && { startPeriod: check.startPeriodSeconds }),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sortedEntries<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => compare(a, b));
}

/** By code unit, as ECS and the provider do; the machine's language must not matter. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
