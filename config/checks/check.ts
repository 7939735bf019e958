import { hasProxy, proxyShare } from "../../aws/serviceConnect";
import { type AppInCluster, type StackFile } from "../kinds/kind";
import { type Path, type Problem } from "../problems";
import {
  type AppConfig,
  type ClusterConfig,
  type SidecarConfig,
  type StackConfig,
} from "../schema";
import { type Valid } from "../validParts";

/** What the checks look at. */
export interface Subject extends StackFile {
  /** What the schema found valid, with all defaults. */
  readonly config: Valid<StackConfig>;
  /** Names of the build secrets that are set. */
  readonly buildSecrets: readonly string[];
  readonly project: string;
  readonly stack: string;
}

/** A check between keys. Pure: files and AWS are asked elsewhere. */
export type Check = (subject: Subject) => readonly Problem[];

/** A cluster with its place in the configuration. */
export interface PlacedCluster {
  readonly path: Path;
  readonly key: string;
  readonly cluster: Valid<ClusterConfig>;
}

/** An app with its place and its cluster. */
export interface PlacedApp extends PlacedCluster, AppInCluster<AppConfig> {
  readonly cluster: Valid<ClusterConfig>;
}

export function clustersOf(config: Valid<StackConfig>): PlacedCluster[] {
  return present(config.clusters).map(([key, cluster]) => ({
    path: ["clusters", key],
    key,
    cluster,
  }));
}

export function appsOf(placed: PlacedCluster): PlacedApp[] {
  return present(placed.cluster.apps).map(([appKey, app]) => ({
    ...placed,
    path: [...placed.path, "apps", appKey],
    appKey,
    app,
  }));
}

export function allApps(config: Valid<StackConfig>): PlacedApp[] {
  return clustersOf(config).flatMap(appsOf);
}

/** A container of an app's tasks with its place: the app's own, or one beside it. */
export interface PlacedContainer extends Omit<Valid<SidecarConfig>, "cpuUnits" | "memoryMiB"> {
  readonly path: Path;
  readonly name: string;
}

export function containersOf(placed: PlacedApp): PlacedContainer[] {
  const { path, app, appKey } = placed;
  return [{ ...app, path, name: appKey, essential: true }, ...containersBeside(placed)];
}

/** Sidecars and init containers, which take their part of the task. */
export function containersBeside({
  path,
  app,
}: Pick<PlacedApp, "path" | "app">): (Valid<SidecarConfig> & PlacedContainer)[] {
  return [
    ...present(app.sidecars).map(([name, sidecar]) => ({
      ...sidecar,
      name,
      path: [...path, "sidecars", name],
    })),
    ...present(app.initContainers).map(([name, container]) => ({
      ...container,
      essential: false,
      name,
      path: [...path, "initContainers", name],
    })),
  ];
}

/** What takes its part of an app's tasks beside its own container: other containers, and ECS's own proxy. */
export function sharesBeside(placed: Pick<PlacedApp, "path" | "app">) {
  return [...containersBeside(placed), ...(hasProxy(placed.app) ? [proxyShare] : [])];
}

/** The entries whose value is there. */
export function present<V>(
  record: Readonly<Record<string, V | undefined>> | undefined,
): [string, V][] {
  return Object.entries(record ?? {}).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as [string, V]],
  );
}
