import { z } from "zod";

import { type AppPath } from "./paths";

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
      /** Keys of the apps by their kind. A kind that is newer than the reader is read, too. */
      apps: z.record(z.string(), z.array(z.string())),
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

/** One app, as the parameter describes it. */
export interface DescribedApp extends AppPath {
  /** What `kind` says in the stack file. */
  readonly kind: string;
}

/** Every app of a stack, in the order of the parameter. */
export function describedApps({ clusters }: Pick<StackParameter, "clusters">): DescribedApp[] {
  return Object.entries(clusters).flatMap(([cluster, { apps }]) =>
    Object.entries(apps).flatMap(([kind, keys]) => keys.map((app) => ({ cluster, app, kind }))),
  );
}

const serviceKinds: readonly string[] = ["web", "tcp", "internal", "worker"];

/** Whether ECS keeps apps of a kind running as a service. */
export function hasService(kind: string): boolean {
  return serviceKinds.includes(kind);
}

/** The account that a stack is in. */
export function accountOf({ topicArn }: Pick<StackParameter, "topicArn">): string {
  return topicArn.split(":")[4] ?? "";
}

/** The one way to write it: without spaces; clusters, kinds and apps in the order of their names. */
export function formatStackParameter(parameter: StackParameter): string {
  const clusters = sortedBy(parameter.clusters, ({ name, apps }) => ({
    name,
    apps: sortedBy(apps, (keys) => [...keys].sort()),
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
