import * as pulumi from "@pulumi/pulumi";
import { type RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { type Struct } from "google-protobuf/google/protobuf/struct_pb";

type Properties = Record<string, unknown>;

/** One resource or component, as the program registered it. */
export interface RecordedNode {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** URN of the parent; undefined for what hangs from the stack itself. */
  readonly parent: string | undefined;
  /** Secrets are unwrapped (see `secretInputs`); in a preview unknown values are `pulumi.unknown`. */
  readonly inputs: Record<string, unknown>;
  /** Names of the inputs that are or hold a secret. */
  readonly secretInputs: readonly string[];
  /** URNs of all that must exist first, explicit and by data flow. */
  readonly dependencies: readonly string[];
  /** The URNs that each input comes from; inputs that come from no resource are left out. */
  readonly propertyDependencies: Record<string, readonly string[]>;
  readonly aliases: readonly unknown[];
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly retainOnDelete: boolean;
  /** Undefined: the provider decides. */
  readonly deleteBeforeReplace: boolean | undefined;
  /** Greatest time for each operation, as written ("15m"); empty if the provider's own. */
  readonly customTimeouts: {
    readonly create: string;
    readonly update: string;
    readonly delete: string;
  };
  /** `<urn>::<id>` of an explicit provider, empty for the default one and for components. */
  readonly provider: string;
  /** What a component registered as its outputs; undefined for resources. */
  readonly outputs: Record<string, unknown> | undefined;
  /** True for components that a plugin builds (awsx). */
  readonly remote: boolean;
  /** True for resources, false for components. */
  readonly custom: boolean;
}

/** What the engine was asked to register. */
export function nodeFrom(request: RegisterResourceRequest, urn: string): RecordedNode {
  const { values, secrets } = unwrapped(fromWire(request.getObject()));
  const timeouts = request.getCustomtimeouts();
  return {
    type: request.getType(),
    name: request.getName(),
    urn,
    parent: request.getParent() === "" ? undefined : request.getParent(),
    inputs: values,
    secretInputs: secrets,
    dependencies: request.getDependenciesList(),
    propertyDependencies: propertyDependenciesOf(request),
    aliases: [
      ...request.getAliasurnsList(),
      ...request
        .getAliasesList()
        .map((alias) => (alias.hasUrn() ? alias.getUrn() : alias.getSpec()?.toObject())),
    ],
    protect: request.getProtect() ?? false,
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    retainOnDelete: request.getRetainondelete() ?? false,
    deleteBeforeReplace: request.getDeletebeforereplacedefined()
      ? request.getDeletebeforereplace()
      : undefined,
    customTimeouts: {
      create: timeouts?.getCreate() ?? "",
      update: timeouts?.getUpdate() ?? "",
      delete: timeouts?.getDelete() ?? "",
    },
    provider: request.getProvider(),
    outputs: undefined,
    remote: request.getRemote(),
    custom: request.getCustom(),
  };
}

function propertyDependenciesOf(request: RegisterResourceRequest): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  request.getPropertydependenciesMap().forEach((dependencies, key) => {
    if (dependencies.getUrnsList().length > 0) {
      found[key] = dependencies.getUrnsList();
    }
  });
  return found;
}

/** Properties as they travel to the engine, read back. */
export function fromWire(struct: Struct | undefined): Properties {
  return struct === undefined ? {} : pulumi.runtime.deserializeProperties(struct);
}

/** The values without their secret wrappers, and the names of those that had one. */
export function unwrapped(properties: Properties): { values: Properties; secrets: string[] } {
  const secrets = Object.keys(properties).filter((key) =>
    pulumi.runtime.isRpcSecret(properties[key]),
  );
  const values = Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [
      key,
      pulumi.runtime.unwrapRpcSecret(value) as unknown,
    ]),
  );
  return { values, secrets };
}
