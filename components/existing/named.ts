import { type RunningTask } from "../app/runningTask";
import { type Named } from "./lookUps";

/** One container, as far as it names what exists. */
interface Container {
  readonly image: string;
  readonly secrets?: Readonly<Record<string, string>> | undefined;
  readonly registryCredentials?: string | undefined;
}

/** One app, as far as it names what exists. */
export interface NamingApp extends Container {
  readonly sidecars: Readonly<Record<string, Container>>;
  readonly initContainers: Readonly<Record<string, Container>>;
  readonly volumes?:
    | Readonly<
        Record<
          string,
          {
            readonly efs?:
              | { readonly fileSystemId: string; readonly accessPointId?: string | undefined }
              | undefined;
          }
        >
      >
    | undefined;
  /** Of a TCP app that serves TLS. @default - none */
  readonly certificateArn?: string | undefined;
}

/** What the stack file names, by what it is. */
export interface NamedByApps {
  readonly images: readonly Named[];
  readonly secrets: readonly Named[];
  readonly fileSystems: readonly Named[];
  readonly accessPoints: readonly Named[];
  readonly certificates: readonly Named[];
}

/**
 * What an app names.
 *
 * @param key of the app, such as `slipway:clusters.main.apps.web`.
 * @param live what its tasks started with is not named again: it was there, and each of many apps would
 *   cost a call in every preview.
 */
export function namedByApp(
  key: string,
  app: NamingApp,
  live: Pick<RunningTask, "definition"> | undefined,
): NamedByApps {
  const containers = [
    { key, container: app as Container },
    ...besides(`${key}.sidecars`, app.sidecars),
    ...besides(`${key}.initContainers`, app.initContainers),
  ];
  const mounted = JSON.stringify(live?.definition.volumes ?? []);
  const isNew =
    (text: string) =>
    ({ value }: Named): boolean =>
      !text.includes(`"${value}"`);
  const volumes = Object.entries(app.volumes ?? {}).flatMap(([volume, { efs }]) =>
    efs === undefined ? [] : [{ ...efs, key: `${key}.volumes.${volume}.efs` }],
  );
  return {
    images: containers.map(({ key: of, container }) => ({
      key: `${of}.image`,
      value: container.image,
    })),
    secrets: containers
      .flatMap(({ key: of, container: { secrets = {}, registryCredentials: value } }) => [
        ...Object.entries(secrets).map(([variable, arn]) => ({
          key: `${of}.secrets.${variable}`,
          value: arn,
        })),
        ...(value === undefined ? [] : [{ key: `${of}.registryCredentials`, value }]),
      ])
      .filter(isNew(live?.definition.containerDefinitions ?? "")),
    fileSystems: volumes
      .map((efs) => ({ key: `${efs.key}.fileSystemId`, value: efs.fileSystemId }))
      .filter(isNew(mounted)),
    accessPoints: volumes
      .flatMap((efs) =>
        efs.accessPointId === undefined
          ? []
          : [{ key: `${efs.key}.accessPointId`, value: efs.accessPointId }],
      )
      .filter(isNew(mounted)),
    certificates:
      app.certificateArn === undefined
        ? []
        : [{ key: `${key}.certificateArn`, value: app.certificateArn }],
  };
}

function besides(key: string, containers: Readonly<Record<string, Container>>) {
  return Object.entries(containers).map(([name, container]) => ({
    key: `${key}.${name}`,
    container,
  }));
}
