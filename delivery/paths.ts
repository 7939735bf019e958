/** One app as the folders of the deployment repository name it. */
export interface AppPath {
  readonly cluster: string;
  readonly app: string;
}

/** The keys of clusters and apps, as the configuration allows them. */
const key = "[a-z][a-z0-9]*(?:-[a-z0-9]+)*";
const keyPattern = new RegExp(`^${key}$`);
const pathPattern = new RegExp(`^(${key})/(${key})/revision\\.json$`);

/**
 * Where the revision of an app is kept: `<cluster>/<app>/revision.json`.
 *
 * @throws when a key is none that the configuration allows: a path of other parts would be found by nobody.
 */
export function revisionPath(cluster: string, app: string): string {
  for (const [what, value] of [
    ["cluster", cluster],
    ["app", app],
  ] as const) {
    if (!keyPattern.test(value)) {
      throw new Error(
        `The ${what} "${value}" is no key of the configuration: keys are lower-case words joined by hyphens, such as "web-1".`,
      );
    }
  }
  return `${cluster}/${app}/revision.json`;
}

/** The app whose revision a path holds; `undefined` for every other file. */
export function appOfPath(path: string): AppPath | undefined {
  const [, cluster, app] = pathPattern.exec(path) ?? [];
  return cluster === undefined || app === undefined ? undefined : { cluster, app };
}
