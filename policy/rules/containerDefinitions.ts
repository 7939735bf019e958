import { Malformed } from "../judge";
import { isRecord, reader } from "./json";

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
 * a text that is not known yet registers them as a list, some of whose values may not be known either.
 */
export function containersOf(definitions: unknown): readonly ContainerDefinition[] {
  return typeof definitions === "string" ? written(definitions) : listed(definitions ?? []);
}

/** The provider reads the text without regard to the letters' case of its keys. */
const written = reader("containerDefinitions", (definitions) =>
  listed(definitions).map((definition) => withKnownKeys(definition) as ContainerDefinition),
);

function listed(definitions: unknown): readonly ContainerDefinition[] {
  if (!Array.isArray(definitions) || !definitions.every(isRecord)) {
    throw new Malformed("containerDefinitions is no list of containers");
  }
  return definitions;
}

/** Keys of container definitions that rules read, as AWS writes them, by their small letters. */
const knownKeys = new Map(
  [
    ...["name", "image", "essential", "privileged", "readonlyRootFilesystem", "user"],
    ...["environment", "value", "secrets", "valueFrom", "logConfiguration", "logDriver"],
    ...["portMappings", "containerPort", "hostPort", "linuxParameters", "capabilities", "add"],
  ].map((key) => [key.toLowerCase(), key]),
);

/** Of two spellings of a key the last one counts; null is as good as nothing. */
function withKnownKeys(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withKnownKeys);
  }
  return isRecord(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, inner]) => inner !== null)
          .map(([key, inner]) => [knownKeys.get(key.toLowerCase()) ?? key, withKnownKeys(inner)]),
      )
    : value;
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
