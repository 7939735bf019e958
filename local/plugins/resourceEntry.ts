import { type Clients } from "./clients";

/** Plain property bag; secrets are already unwrapped. In `validate` a value may be `UNKNOWN`. */
export type Properties = Record<string, unknown>;

/** One reason why inputs are refused. */
export interface Problem {
  /** Path of the input, e.g. `settings[0].name`. */
  readonly property: string;
  readonly reason: string;
}

/** Whether what exists already is what is wanted; for properties where order or spelling may differ. */
export type Equivalence = (existing: unknown, wanted: unknown) => boolean;

/** What an operation may know and say about the resource it works on. */
export interface Context {
  readonly urn: string;
  /** Shows a warning beside the resource in the engine's output. */
  readonly warn: (message: string) => void;
}

/**
 * How one resource type of the real provider is served on this machine.
 *
 * State always comes from {@link ResourceEntry.read}: after a create or an update the server reads the
 * resource back, so that what the state holds is what the emulator has, in the provider's shape.
 *
 * The server takes care of what all types share: unknown and misspelled inputs, previews, secrets, automatic
 * names, `tags`/`tagsAll` (an entry sets `inputs.tagsAll` and returns `tagsAll`), `region` and `__defaults`.
 */
export interface ResourceEntry<C = Clients> {
  /** The real provider's type token, e.g. `aws:ecs/cluster:Cluster`. */
  readonly type: string;
  /** Declared inputs that are served. Any other declared input is reported as unsupported, with the URN. */
  readonly inputs: readonly string[];
  /** Inputs whose change replaces the resource in the real provider (its `ForceNew` list). */
  readonly replaceOn: readonly string[];
  /** When an input of `replaceOn` is updated in place after all (a condition in the real provider's diff). */
  readonly updatesInPlace?: (property: string, inputs: Properties) => boolean;
  /**
   * Outputs that are known only once the resource exists: unknown in a preview of its creation, unless they
   * are given as inputs. Removing such an input from the program changes nothing, as in the real provider.
   */
  readonly computed: readonly string[];
  /** Outputs that any update changes: unknown in a preview of an update. */
  readonly computedOnUpdate?: readonly string[];
  /** Values the real provider fills in for absent inputs. */
  readonly defaults?: Properties;
  /** The input that is named automatically when absent, as the real provider does. */
  readonly autoName?: {
    readonly property: string;
    readonly maxLength: number;
    readonly lowercase?: boolean;
    /** What every automatic name must end with, by the other inputs. */
    readonly ending?: (inputs: Properties) => string;
  };
  /** The real provider deletes this type before it makes the replacement, whatever its name. */
  readonly deleteBeforeReplace?: boolean;
  /** Comparison for inputs whose order or spelling does not matter (`sameSet`, `sameJson`). */
  readonly equivalent?: Readonly<Record<string, Equivalence>>;
  /** Outputs that are secret although no input is. */
  readonly secretOutputs?: readonly string[];
  /** Extra checks of the real provider (conflicts, enums); values may be `UNKNOWN`. */
  readonly validate?: (inputs: Properties) => readonly Problem[];
  /** Inputs that differ from the state for reasons outside the program (a changed build context). */
  readonly drift?: (inputs: Properties, state: Properties) => Promise<readonly string[]>;
  /** Runs in previews of a create or an update; outputs stay unknown. */
  readonly preview?: (clients: C, inputs: Properties, context: Context) => Promise<void>;
  /** Creates the resource and returns its id. A failure after it exists: `PartialCreateError`. */
  readonly create: (clients: C, inputs: Properties, context: Context) => Promise<string>;
  /**
   * Reads the resource in the provider's shape (inputs and computed outputs); `undefined` when it is gone.
   * An input that is left out keeps its value from `known` (the state, or the inputs after a create);
   * `null` says that it is not set.
   */
  readonly read: (clients: C, id: string, known: Properties) => Promise<Properties | undefined>;
  /** Brings an existing resource to `inputs`. Absent: every change replaces. */
  readonly update?: (
    clients: C,
    id: string,
    inputs: Properties,
    previous: Properties,
    context: Context,
  ) => Promise<void>;
  /** Deletes the resource; one that is gone already is a success. */
  readonly delete: (clients: C, id: string, state: Properties, context: Context) => Promise<void>;
}

/** One provider function (`aws:ecs/getService:getService`). */
export interface FunctionEntry<C = Clients> {
  readonly token: string;
  readonly invoke: (clients: C, args: Properties) => Promise<Properties>;
}

/** The resource exists, but what had to follow its creation failed: the state keeps it under `id`. */
export class PartialCreateError extends Error {
  constructor(
    readonly id: string,
    override readonly cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause));
    this.name = "PartialCreateError";
  }
}

/**
 * Does what must follow the creation of a resource.
 *
 * @throws PartialCreateError when that fails.
 */
export async function onceCreated<T>(id: string, follow: () => Promise<T>): Promise<T> {
  try {
    return await follow();
  } catch (error) {
    throw new PartialCreateError(id, error);
  }
}
