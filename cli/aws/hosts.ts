import {
  DescribeContainerInstancesCommand,
  ListContainerInstancesCommand,
  type ContainerInstance,
  type ECSClient,
} from "@aws-sdk/client-ecs";

import { batches, together } from "../together";

type Client = Pick<ECSClient, "send">;

/** A host of a cluster and what is left of it. */
export interface Host {
  readonly id: string;
  /** X86_64 or ARM64, where the host says it. */
  readonly architecture: string | undefined;
  readonly cpuUnits: number;
  readonly memoryMiB: number;
  /** Ports that nobody can have any more. */
  readonly takenPorts: readonly number[];
}

/** API DescribeContainerInstances: 100 at once. */
const mostAtOnce = 100;

/** The hosts of a cluster that take tasks. */
export async function hostsOf(ecs: Client, cluster: string): Promise<Host[]> {
  const arns: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await ecs.send(
      new ListContainerInstancesCommand({ cluster, status: "ACTIVE", nextToken }),
    );
    arns.push(...(page.containerInstanceArns ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  const answers = await together(batches(arns, mostAtOnce), (containerInstances) =>
    ecs.send(new DescribeContainerInstancesCommand({ cluster, containerInstances })),
  );
  return answers
    .flatMap(({ containerInstances = [] }) => containerInstances)
    .filter(({ agentConnected }) => agentConnected !== false)
    .map(hostOf);
}

const ecsWords: Readonly<Record<string, string>> = { x86_64: "X86_64", arm64: "ARM64" };

function hostOf(instance: ContainerInstance): Host {
  const resource = (name: string) => instance.remainingResources?.find((one) => one.name === name);
  const told = instance.attributes?.find(({ name }) => name === "ecs.cpu-architecture")?.value;
  return {
    id: instance.ec2InstanceId ?? instance.containerInstanceArn?.split("/").at(-1) ?? "",
    architecture: told === undefined ? undefined : (ecsWords[told] ?? told),
    cpuUnits: resource("CPU")?.integerValue ?? 0,
    memoryMiB: resource("MEMORY")?.integerValue ?? 0,
    takenPorts: (resource("PORTS")?.stringSetValue ?? []).map(Number),
  };
}
