import { type Architecture, architectureOf } from "../aws/architecture";
import { mapValues } from "./mapValues";
import { type ClusterConfig, type ImageConfig, type StackConfig } from "./schema";

/** Platform of images, in the words of Docker. */
export type Platform = "linux/amd64" | "linux/arm64";

/** A cluster with the processor of its tasks. */
export type ResolvedCluster = ClusterConfig & { readonly architecture: Architecture };

/** A build with the processor that its image is for. */
export type ResolvedBuild = StackConfig["builds"][string] & { readonly architecture: Architecture };

/** A valid configuration with everything filled in that follows from other keys. */
export type ResolvedConfig = Omit<StackConfig, "deployment" | "images" | "builds" | "clusters"> & {
  readonly deployment: StackConfig["deployment"] & { readonly branch: string };
  readonly images: Record<string, ImageConfig & { readonly platform: Platform }>;
  readonly builds: Record<string, ResolvedBuild>;
  readonly clusters: Record<string, ResolvedCluster>;
};

export const platforms: Readonly<Record<Architecture, Platform>> = {
  X86_64: "linux/amd64",
  ARM64: "linux/arm64",
};

/** Fills in what other keys decide. The configuration has passed all checks. */
export function resolve(config: StackConfig, stack: string): ResolvedConfig {
  const images = mapValues(config.images, (image, key) => ({
    ...image,
    platform: image.platform ?? platformsOf(config.clusters, key)[0] ?? "linux/amd64",
  }));
  return {
    ...config,
    deployment: { ...config.deployment, branch: config.deployment.branch ?? stack },
    images,
    builds: mapValues(config.builds, (build) => ({
      ...build,
      architecture: images[build.image]?.platform === platforms.ARM64 ? "ARM64" : "X86_64",
    })),
    clusters: mapValues(config.clusters, (cluster) => ({
      ...cluster,
      architecture: clusterArchitecture(cluster),
    })),
  };
}

/** What is known of the processor of a cluster's tasks. */
interface Processor {
  readonly architecture?: Architecture | undefined;
  readonly capacity?:
    | { readonly type: "ec2"; readonly instanceType?: string | undefined }
    | { readonly type: "fargate" }
    | undefined;
}

/** Architecture of a cluster: given, or that of its instances; X86_64 on Fargate. */
export function clusterArchitecture({ architecture, capacity }: Processor): Architecture {
  if (architecture !== undefined) {
    return architecture;
  }
  return capacity?.type === "ec2" && capacity.instanceType !== undefined
    ? architectureOf(capacity.instanceType)
    : "X86_64";
}

/** Platforms of the clusters that use an image of the stack, each once. */
export function platformsOf(clusters: StackConfig["clusters"], image: string): Platform[] {
  const users = Object.values(clusters).filter((cluster) => imagesOf(cluster).includes(image));
  return [...new Set(users.map((cluster) => platforms[clusterArchitecture(cluster)]))];
}

function imagesOf(cluster: ClusterConfig): string[] {
  return Object.values(cluster.apps).flatMap((app) => [
    app.image,
    ...Object.values({ ...app.sidecars, ...app.initContainers }).map(({ image }) => image),
  ]);
}
