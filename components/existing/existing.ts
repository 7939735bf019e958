import type * as pulumi from "@pulumi/pulumi";

import { type AccountContext } from "../accountContext";
import { type Running } from "../app/running";
import {
  namedByBuilds,
  type NamingBuild,
  refuseMissingRepositories,
  refuseUnusableConnections,
} from "./builds";
import { refuseOtherAccounts } from "./certificates";
import { refuseMissingFileSystems } from "./fileSystems";
import { hostedZones } from "./hostedZones";
import { type ExternalImage, externalImages } from "./images";
import { LookUps, type Named } from "./lookUps";
import { namedByApp, type NamedByApps, type NamingApp } from "./named";
import { refuseBeyondQuota, type SizedCluster } from "./quotas";
import { deploymentRepository, type ExistingRepository } from "./repository";
import { refuseMissingSecrets } from "./secrets";
import { type ExistingVpc, existingVpc, type ExistingVpcArgs } from "./vpc";

/** The parts of the stack file that name what the stack does not make. */
export interface ExistingArgs {
  readonly account: AccountContext;
  readonly network: Omit<ExistingVpcArgs, "vpc" | "region"> & {
    readonly vpc: "new" | ExistingVpcArgs["vpc"];
  };
  readonly deployment: { readonly repository: string; readonly createRepository: boolean };
  /** The images that the stack builds, by their names: these are not looked up. */
  readonly images: Readonly<Record<string, unknown>>;
  /** Pipelines that build, by their names. @default - none */
  readonly builds?: Readonly<Record<string, NamingBuild>>;
  readonly clusters: Readonly<
    Record<
      string,
      {
        readonly loadBalancer?: LoadBalancerNames | undefined;
        readonly capacity?: SizedCluster["capacity"];
        readonly apps: Readonly<Record<string, NamingApp & SizedCluster["apps"][string]>>;
      }
    >
  >;
  /** What runs already. */
  readonly running: Running;
}

interface LoadBalancerNames {
  readonly zone?: string | undefined;
  readonly certificateArn?: string | undefined;
}

/** What AWS and registries have of what the stack file names. */
export interface Existing {
  /** @default - the stack makes a VPC */
  readonly vpc: ExistingVpc | undefined;
  /** @default - the stack makes the deployment repository */
  readonly repository: ExistingRepository | undefined;
  /** Images that the stack does not build, by their references. */
  readonly images: ReadonlyMap<string, ExternalImage>;
  /**
   * @param cluster key.
   * @returns id of the hosted zone of its load balancer; `undefined` when it names none.
   */
  zoneId(cluster: string): string | undefined;
}

/**
 * Looks up everything that the stack file names and the stack does not make, before it makes anything.
 * Secrets and file systems that running tasks started with are not asked for again.
 *
 * @throws RunError that names all of what is missing, each with its key, its value and the next step.
 */
export async function readExisting(
  { account, network, deployment, images: own, builds = {}, clusters, running }: ExistingArgs,
  opts: pulumi.InvokeOptions,
): Promise<Existing> {
  const lookUps = new LookUps();
  const { vpc } = network;
  const { repository } = deployment;
  const ofBuilds = namedByBuilds(builds);
  const apps = Object.entries(clusters).flatMap(([cluster, settings]) =>
    Object.entries(settings.apps).map(([key, app]) =>
      namedByApp(`slipway:clusters.${cluster}.apps.${key}`, app, running.of(cluster, key).live),
    ),
  );
  const all = (what: keyof NamedByApps): Named[] => apps.flatMap((named) => named[what]);
  const ofBalancers = (what: keyof LoadBalancerNames): Named[] =>
    Object.entries(clusters).flatMap(([cluster, { loadBalancer }]) => {
      const value = loadBalancer?.[what];
      const key = `slipway:clusters.${cluster}.loadBalancer.${what}`;
      return value === undefined ? [] : [{ key, value }];
    });
  refuseOtherAccounts([...ofBalancers("certificateArn"), ...all("certificates")], account, lookUps);
  const [foundVpc, repositories, zones, images] = await Promise.all([
    vpc === "new"
      ? undefined
      : existingVpc({ ...network, vpc, region: account.region }, lookUps, opts),
    deploymentRepository(
      deployment.createRepository
        ? []
        : [{ key: "slipway:deployment.repository", value: repository }],
      lookUps,
      opts,
    ),
    hostedZones(ofBalancers("zone"), lookUps, opts),
    externalImages(
      all("images").filter(({ value }) => !Object.hasOwn(own, value)),
      lookUps,
      opts,
    ),
    refuseBeyondQuota(clusters, lookUps, opts),
    refuseMissingSecrets([...all("secrets"), ...ofBuilds.secrets], account, lookUps, opts),
    refuseUnusableConnections(ofBuilds.connections, lookUps, opts),
    refuseMissingRepositories(ofBuilds.repositories, lookUps, opts),
    refuseMissingFileSystems(
      { fileSystems: all("fileSystems"), accessPoints: all("accessPoints") },
      lookUps,
      opts,
    ),
  ]);
  lookUps.end();
  return {
    vpc: foundVpc,
    repository: repositories.get(repository),
    images,
    zoneId: (cluster) => zones.get(clusters[cluster]?.loadBalancer?.zone ?? ""),
  };
}
