import { z } from "zod";

import { type ImageOrigins } from "./imageOrigins";
import { type AppPath } from "./paths";

/**
 * Keys of containers by the repository that their image is in: `/<name>` for one of the stack's own, without
 * the beginning that all of these share; host and path of another. Of apps whose image has their key for its name,
 * that is `*`: one text serves all of them.
 */
const byRepository = z.record(z.string(), z.array(z.string()));

/**
 * What a stack tells about itself in the SSM parameter `/slipway/<stack>`: the command line, functions
 * and CI find everything from it, without access to Pulumi's state. Names follow from it by the
 * functions of aws/naming.ts, so that 500 apps fit.
 */
export const stackParameterSchema = z.object({
  project: z.string(),
  stack: z.string(),
  region: z.string(),
  /** CodeCommit repository and branch that say what runs. */
  repository: z.string(),
  branch: z.string(),
  /** Beginning of the names of the image repositories that the stack owns: `<project>-<stack>/`. */
  imageRepositories: z.string(),
  /** Topic that reports deployments that failed. */
  topicArn: z.string(),
  clusters: z.record(
    z.string(),
    z.object({
      /** Physical name. */
      name: z.string(),
      /**
       * Keys of the apps by their kind, then by the repository of the image of an app's own container.
       * A kind that is newer than the reader is read, too.
       */
      apps: z.record(z.string(), byRepository),
      /** `<app>/<container>` of the containers beside those whose image the stack builds. */
      containers: byRepository.optional(),
    }),
  ),
});

export type StackParameter = z.infer<typeof stackParameterSchema>;

/** Most that an advanced parameter holds: API PutParameter. */
export const maxParameterBytes = 8192;

/** The path that the parameters of all stacks are under. */
export const stackParameterFolder = "/slipway";

/** Name of the parameter of a stack. */
export function stackParameterName(stack: string): string {
  return `${stackParameterFolder}/${stack}`;
}

/** The stack that a parameter of that name describes. */
export function stackOfParameter(name: string): string {
  return name.slice(stackParameterFolder.length + 1);
}

/** One app, as the parameter describes it. */
export interface DescribedApp extends AppPath {
  /** What `kind` says in the stack file. */
  readonly kind: string;
}

/** Every app of a stack, in the order of the parameter. */
export function describedApps({ clusters }: Pick<StackParameter, "clusters">): DescribedApp[] {
  return Object.entries(clusters).flatMap(([cluster, { apps }]) =>
    Object.entries(apps).flatMap(([kind, repositories]) =>
      Object.values(repositories).flatMap((keys) => keys.map((app) => ({ cluster, app, kind }))),
    ),
  );
}

/** Where the images of an app may come from. */
export function imageOrigins(parameter: StackParameter, { cluster, app }: AppPath): ImageOrigins {
  const { apps = {}, containers = {} } = parameter.clusters[cluster] ?? {};
  const own = Object.values(apps)
    .flatMap((repositories) => Object.entries(repositories))
    .flatMap(([repository, keys]) =>
      keys.includes(app) ? [[app, repository.replace(/\*$/, app)] as const] : [],
    );
  const beside = Object.entries(containers).flatMap(([repository, paths]) =>
    paths
      .filter((path) => path.startsWith(`${app}/`))
      .map((path) => [path.slice(app.length + 1), repository] as const),
  );
  const { region, imageRepositories } = parameter;
  const accountId = accountOf(parameter);
  const registry = `${accountId}.dkr.ecr.${region}.amazonaws.com`;
  const repositories = [...own, ...beside].map(
    ([container, repository]) =>
      [
        container,
        repository.startsWith("/")
          ? `${registry}/${imageRepositories}${repository.slice(1)}`
          : repository,
      ] as const,
  );
  return { accountId, region, repositories: new Map(repositories) };
}

/** A repository as the parameter has it for the app's own container. */
export function repositoryForApp(repository: string, app: string): string {
  return repository.endsWith(`/${app}`) ? `${repository.slice(0, -app.length)}*` : repository;
}

const serviceKinds: readonly string[] = ["web", "tcp", "internal", "worker"];

/** Whether ECS keeps apps of a kind running as a service. */
export function hasService(kind: string): boolean {
  return serviceKinds.includes(kind);
}

/**
 * Name of the parameter that lists the apps which an update of the stack has brought up, by
 * `<cluster>/<app>`: the stack's own parameter knows them from the beginning.
 */
export function deployedAppsParameterName(stack: string): string {
  return `${stackParameterName(stack)}/deployed`;
}

/** The account that a stack is in. */
export function accountOf({ topicArn }: Pick<StackParameter, "topicArn">): string {
  return topicArn.split(":")[4] ?? "";
}

/** The one way to write it: without spaces; all keys and lists in the order of their names. */
export function formatStackParameter(parameter: StackParameter): string {
  const lists = (repositories: z.infer<typeof byRepository>) =>
    sortedBy(repositories, (keys) => [...keys].sort());
  const clusters = sortedBy(parameter.clusters, ({ name, apps, containers }) => ({
    name,
    apps: sortedBy(apps, lists),
    ...(containers !== undefined && { containers: lists(containers) }),
  }));
  return JSON.stringify({ ...parameter, clusters });
}

function sortedBy<V, W>(record: Readonly<Record<string, V>>, made: (value: V) => W) {
  return Object.fromEntries(
    Object.entries(record)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, value]) => [key, made(value)] as const),
  );
}

/** @throws Error when the text is no description of a stack. */
export function parseStackParameter(name: string, text: string): StackParameter {
  const parsed = stackParameterSchema.safeParse(jsonOf(text));
  if (parsed.success) {
    return parsed.data;
  }
  throw new Error(
    `The SSM parameter "${name}" does not describe a stack:\n${z.prettifyError(parsed.error)}\nRun pulumi up for the stack, which writes it.`,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
