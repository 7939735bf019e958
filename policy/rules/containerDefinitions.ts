/** The parts of a container definition that rules read; AWS's own names. */
export interface ContainerDefinition {
  readonly name?: string;
  readonly image?: string;
  readonly essential?: boolean;
  readonly privileged?: boolean;
  readonly readonlyRootFilesystem?: boolean;
  readonly user?: string;
  readonly environment?: readonly { readonly name?: string; readonly value?: string }[];
  readonly secrets?: readonly { readonly name?: string; readonly valueFrom?: string }[];
  readonly logConfiguration?: { readonly logDriver?: string };
  readonly portMappings?: readonly {
    readonly containerPort?: number;
    readonly hostPort?: number;
  }[];
  readonly linuxParameters?: { readonly capabilities?: { readonly add?: readonly string[] } };
}

/** What components register for the digest of an image that the same preview has not built. */
export const pendingImage = "pending";

/**
 * The containers of a task definition. AWS takes them as a JSON text; a component that stands in for
 * a text that is not known yet registers them as a list.
 */
export function containersOf(definitions: unknown): readonly ContainerDefinition[] {
  const value: unknown = typeof definitions === "string" ? JSON.parse(definitions) : definitions;
  return Array.isArray(value) ? (value as readonly ContainerDefinition[]) : [];
}

/** What is wrong with each container, introduced by its name. */
export function eachContainer(
  definitions: unknown,
  check: (container: ContainerDefinition) => string | undefined,
): readonly (string | undefined)[] {
  return containersOf(definitions).map((container) => {
    const wrong = check(container);
    return wrong === undefined ? undefined : `container "${container.name ?? ""}" ${wrong}`;
  });
}
