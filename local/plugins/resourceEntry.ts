import type { Clients } from "./clients";

/** Plain property bag as the engine sends it; unknowns and secrets are already handled. */
export type Properties = Record<string, unknown>;

/**
 * How one resource type of the real provider is served on this machine.
 *
 * State always comes from {@link ResourceEntry.read}: after a create or an update the server reads the
 * resource back, so that what the state holds is what the emulator has, in the provider's shape.
 */
export interface ResourceEntry {
  /** The real provider's type token, e.g. `aws:ecs/cluster:Cluster`. */
  readonly type: string;
  /** Declared inputs that are served. Any other declared input is reported as unsupported, with the URN. */
  readonly inputs: readonly string[];
  /** Inputs whose change replaces the resource in the real provider (its `ForceNew` list). */
  readonly replaceOn: readonly string[];
  /** Outputs that are known only once the resource exists: unknown in a preview of its creation. */
  readonly computed: readonly string[];
  /** Values the real provider fills in for absent inputs. */
  readonly defaults?: Properties;
  /** The input that is named automatically when absent, as the real provider does. */
  readonly autoName?: { readonly property: string; readonly maxLength: number };
  /** Extra checks of the real provider (conflicts, enums); returns one message a problem. */
  readonly validate?: (inputs: Properties) => readonly { property: string; reason: string }[];
  /** Creates the resource and returns its id. */
  readonly create: (clients: Clients, inputs: Properties) => Promise<string>;
  /** Reads the resource in the provider's shape (inputs and computed outputs); `undefined` when it is gone. */
  readonly read: (
    clients: Clients,
    id: string,
    known: Properties,
  ) => Promise<Properties | undefined>;
  /** Brings an existing resource to `inputs`. Absent: every change replaces. */
  readonly update?: (
    clients: Clients,
    id: string,
    inputs: Properties,
    previous: Properties,
  ) => Promise<void>;
  /** Deletes the resource; one that is gone already is a success. */
  readonly delete: (clients: Clients, id: string, state: Properties) => Promise<void>;
}

/** One provider function (`aws:ecs/getService:getService`). */
export interface FunctionEntry {
  readonly token: string;
  readonly invoke: (clients: Clients, args: Properties) => Promise<Properties>;
}
