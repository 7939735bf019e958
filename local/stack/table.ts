/** What is shown of one app. */
export interface Row {
  readonly app: string;
  readonly url: string;
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
      url,
      image,
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

/** The rows of the table: each URL with the containers that serve it. */
export function rowsOf(
  stack: string,
  urls: Readonly<Record<string, string>>,
  containers: readonly Container[],
): readonly Row[] {
  return Object.entries(urls).map(([app, url]) => {
    const family = `${stack}-${app.replace("/", "-")}`;
    const all = containers.filter((container) => container.family === family);
    // A deployment may be at work: those of older revisions are about to go.
    const newest = Math.max(...all.map(({ revision }) => revision));
    const own = all.filter(({ revision }) => revision === newest);
    return {
      app,
      url,
      image: own[0]?.image.replace(/@sha256:([0-9a-f]{12}).*$/, "@sha256:$1…") ?? "",
      containers: own.map(({ id, ports }) => `${id}:${hostPort(ports) ?? "no port"}`),
    };
  });
}

/** The first published port in Docker's notation. */
export function hostPort(ports: string): string | undefined {
  return /:(\d+)->/.exec(ports)?.[1];
}
