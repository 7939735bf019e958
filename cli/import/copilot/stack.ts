import { type Fields, filled, given } from "../fields";
import { type Reader } from "../reader";
import { type ImportedApp } from "./app";
import { type Context } from "./context";
import { placement, type EnvironmentFields } from "./environment";
import { wantsSpot } from "./scaling";

/** A stack file's `config`, and the apps that are in it. */
export interface StackFields {
  readonly config: Fields;
  readonly apps: readonly string[];
}

/**
 * One environment as a stack: a cluster on Fargate with all of its apps; those for another processor have a cluster of
 * their own.
 *
 * @param isFirst whether the stack makes the repository that the stacks of an account share.
 */
export function stack(
  apps: readonly ImportedApp[],
  environment: EnvironmentFields,
  context: Context,
  isFirst: boolean,
): StackFields {
  const architectures = [...new Set(apps.map(({ architecture }) => architecture))].sort();
  const main = architectures.includes("X86_64") ? "X86_64" : architectures[0];
  const clusters = architectures.map((architecture) => {
    const own = apps.filter((app) => app.architecture === architecture);
    const name = architecture === main ? "main" : "arm64";
    return [name, cluster(own, architecture, environment)] as const;
  });
  const images = Object.assign({}, ...apps.map(({ images }) => images)) as Fields;
  const isNew = environment.network["vpc"] === undefined;
  const placed = placement(
    apps.map((app) => app.placement),
    isNew,
  );
  return {
    apps: apps.map(({ key }) => key),
    config: given({
      "aws:region": context.region,
      "slipway:deployment": { createRepository: isFirst },
      "slipway:network": filled({ ...environment.network, ...placed }),
      "slipway:logRetentionDays": retention(apps.map((app) => app.retention)),
      "slipway:images": filled(images),
      "slipway:clusters": Object.fromEntries(clusters),
    }),
  };
}

function cluster(
  apps: readonly ImportedApp[],
  architecture: string,
  environment: EnvironmentFields,
): Fields {
  const isWeb = apps.some(({ fields }) => fields["kind"] === "web");
  const onSpot = apps.filter(({ count }) => wantsSpot(count));
  const isSpot = onSpot.length > 0 && onSpot.length === apps.length;
  if (!isSpot) {
    onSpot.forEach(({ count }) => {
      count.remark(
        "Spot is a part of a cluster: set spotPercent of its capacity, for all of its apps.",
      );
    });
  }
  const hosts = apps.flatMap((app) => app.hosts);
  const { certificateArn, ...loadBalancer } = environment.loadBalancer;
  if (certificateArn === undefined) {
    apps.forEach(({ alias }) => {
      alias.remark(
        "Requests come by HTTP until loadBalancer has a domain, and its zone or certificateArn.",
      );
    });
  }
  return given({
    capacity: { type: "fargate", ...(isSpot ? { spotPercent: 100 } : {}) },
    architecture: architecture === "X86_64" ? undefined : architecture,
    ...environment.cluster,
    loadBalancer: isWeb
      ? {
          ...given({
            certificateArn,
            domain: certificateArn === undefined ? undefined : hosts[0],
          }),
          ...loadBalancer,
        }
      : undefined,
    networkLoadBalancer: apps.some(({ fields }) => fields["kind"] === "tcp") ? {} : undefined,
    apps: Object.fromEntries(apps.map(({ key, fields }) => [key, fields])),
  });
}

/** The longest, because a stack has one. */
function retention(readers: readonly Reader[]): number | undefined {
  const found = readers.flatMap((reader) => reader.integer() ?? []);
  const longest = found.length === 0 ? undefined : Math.max(...found);
  readers
    .filter((reader) => reader.isGiven && reader.integer() !== longest)
    .forEach((reader) => {
      reader.remark("A stack has one logRetentionDays, and it has the longest.");
    });
  return longest;
}
