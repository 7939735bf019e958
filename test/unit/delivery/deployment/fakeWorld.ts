import {
  type ActionExecution,
  type PipelineExecution,
} from "../../../../delivery/aws/codePipeline";
import {
  type Service,
  type RolledBackDeployment,
  type TaskDefinition,
} from "../../../../delivery/aws/ecs";
import { type Target } from "../../../../delivery/aws/elasticLoadBalancing";
import { type Clock } from "../../../../delivery/deployment/clock";
import { type World } from "../../../../delivery/deployment/follow";
import { type DeploymentSeen } from "../../../../delivery/deployment/verdict";
import { at } from "./looks";

/** A clock that moves when someone waits, and only then. */
export interface FakeClock extends Clock {
  seconds(): number;
  readonly waits: readonly number[];
  interrupt(): void;
}

export function fakeClock(): FakeClock {
  let milliseconds = 0;
  const waits: number[] = [];
  const interruption = new AbortController();
  return {
    now: () => new Date(at(0).getTime() + milliseconds),
    wait: (duration) => {
      waits.push(duration);
      milliseconds += duration;
      return Promise.resolve();
    },
    signal: interruption.signal,
    seconds: () => milliseconds / 1000,
    waits,
    interrupt: () => {
      interruption.abort();
    },
  };
}

/** The state of AWS at a second of the story. */
export interface Scene {
  readonly executions?: readonly PipelineExecution[];
  readonly actions?: readonly ActionExecution[];
  readonly deployments?: readonly DeploymentSeen[];
  readonly rolledBack?: readonly RolledBackDeployment[];
  readonly targets?: readonly Target[];
  /** Every question is answered with this. */
  readonly error?: Error;
}

export function definition(arn: string, images: Readonly<Record<string, string>>): TaskDefinition {
  return {
    arn,
    architecture: "X86_64",
    fargate: false,
    executionRoleArn: undefined,
    cpuUnits: undefined,
    memoryMiB: undefined,
    containers: Object.entries(images).map(([name, image]) => ({
      name,
      image,
      essential: true,
      cpuUnits: 128,
      memoryMiB: 128,
      memoryReservationMiB: undefined,
      stopTimeoutSeconds: 30,
      ports: [8080],
      hostPorts: [],
      secretSources: [],
      healthCheckSeconds: undefined,
      logs: { group: `/slipway/prod/main/${name}`, prefix: name },
    })),
  };
}

export function serviceState(deployments: readonly DeploymentSeen[]): Service {
  return {
    desired: 2,
    running: 2,
    taskDefinition: deployments[0]?.taskDefinition ?? "",
    deployments,
    events: [],
    targetGroups: [{ arn: "group", container: "web", port: 8080 }],
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    graceSeconds: 60,
    hasCapacityProvider: false,
  };
}

/** A world that plays a story: the last scene that has begun is what everybody sees. */
export function fakeWorld(
  scenes: Readonly<Record<number, Scene>>,
  history: readonly string[] = ["c2", "c1"],
): World & { readonly clock: FakeClock } {
  const clock = fakeClock();
  const definitions = new Map<string, TaskDefinition>();
  const scene = (): Scene => {
    const begun = Object.keys(scenes)
      .map(Number)
      .filter((second) => second <= clock.seconds());
    const now = scenes[Math.max(...begun)] ?? {};
    for (const { taskDefinition, images } of now.deployments ?? []) {
      definitions.set(taskDefinition, definition(taskDefinition, images));
    }
    return now;
  };
  const seen = <T>(read: (now: Scene) => T): Promise<T> => {
    const now = scene();
    return now.error === undefined ? Promise.resolve(read(now)) : Promise.reject(now.error);
  };
  const unexpected = () => Promise.reject(new Error("following only reads"));
  return {
    clock,
    now: () => clock.now(),
    pipelines: {
      executions: async function* () {
        yield* await seen(({ executions = [] }) => executions);
      },
      actions: () => seen(({ actions = [] }) => actions),
      start: unexpected,
      abandon: unexpected,
    },
    services: {
      service: () => seen(({ deployments = [] }) => serviceState(deployments)),
      definition: (arn) =>
        seen(() => definitions.get(arn) ?? definition(arn, { web: "nobody knows it" })),
      rolledBack: () => seen(({ rolledBack = [] }) => rolledBack),
      tasks: () => Promise.resolve([]),
      stopDeployment: unexpected,
    },
    targets: { health: () => seen(({ targets = [] }) => targets) },
    store: {
      history: async function* () {
        await Promise.resolve();
        for (const commitId of history) {
          yield { commitId, author: "", email: "", date: at(0), message: "", text: "" };
        }
      },
    },
  };
}
