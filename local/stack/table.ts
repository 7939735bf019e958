/** What is shown of one app. */
export interface Row {
  readonly app: string;
  /** @default - nothing is served: the app runs by a queue or by the clock */
  readonly url?: string | undefined;
  readonly image: string;
  /** `<container id>:<host port>`, one a container. */
  readonly containers: readonly string[];
}

const titles = ["app", "URL", "image", "containers, with their port on this machine"] as const;

/** The rows as aligned text, columns as wide as their longest cell. */
export function table(rows: readonly Row[]): string {
  const cells = [
    [...titles],
    ...rows.map(({ app, url, image, containers }) => [
      app,
      url ?? "none",
      image === "" ? "none" : image,
      containers.length === 0 ? "none" : containers.join("  "),
    ]),
  ];
  const widths = titles.map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  return cells
    .map((row) =>
      row
        .map((cell, column) => (column < row.length - 1 ? cell.padEnd(widths[column] ?? 0) : cell))
        .join("  "),
    )
    .join("\n");
}

/** One container as `docker ps` describes it. */
export interface Container {
  readonly id: string;
  readonly image: string;
  /** `0.0.0.0:32768->8080/tcp, [::]:32768->8080/tcp`. */
  readonly ports: string;
  /** The task definition's family: `<stack>-<cluster>-<app>`. */
  readonly family: string;
  /** Number of the task definition within its family. */
  readonly revision: number;
}

/** What the stack says of its apps, by `<cluster>/<app>`. */
export interface Outputs {
  readonly urls: Readonly<Record<string, string>>;
  readonly access: Readonly<Record<string, unknown>>;
}

/** The rows of the table: each app with its URL and its containers. */
export function rowsOf(
  stack: string,
  { urls, access }: Outputs,
  containers: readonly Container[],
): readonly Row[] {
  return Object.keys(access).map((app) => {
    const family = `${stack}-${app.replace("/", "-")}`;
    const all = containers.filter((container) => container.family === family);
    // A deployment may be at work: those of older revisions are about to go.
    const newest = Math.max(...all.map(({ revision }) => revision));
    const own = all.filter(({ revision }) => revision === newest);
    return {
      app,
      url: urls[app],
      image: own[0]?.image.replace(/@sha256:([0-9a-f]{12}).*$/, "@sha256:$1…") ?? "",
      containers: own.map(({ id, ports }) => `${id}:${hostPort(ports) ?? "no port"}`),
    };
  });
}

/** The first published port in Docker's notation. */
export function hostPort(ports: string): string | undefined {
  return /:(\d+)->/.exec(ports)?.[1];
}
