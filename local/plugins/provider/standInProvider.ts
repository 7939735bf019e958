import { type Declarations, type TypeShape } from "../declarations/shape";
import {
  type Context,
  type FunctionEntry,
  onceCreated,
  type Problem,
  type Properties,
  type ResourceEntry,
} from "../resourceEntry";
import {
  checkResource,
  type CheckRequest,
  type CheckSettings,
  defaultsKey,
  unknownOptions,
} from "./check";
import { type Difference, diffResource, type DiffRequest, refreshedInputs } from "./diff";
import { expectedState, importedInputs, stateOf, withRegion } from "./state";
import { containsUnknown, isEmpty, UNKNOWN, without } from "./values";

/** What a configured provider works with. */
export interface Session<C> extends Omit<CheckSettings, "provider"> {
  readonly clients: C;
}

/** A stand-in: the tables that it serves, and how it is configured. */
export interface StandIn<C> {
  /** Package name of the real provider, e.g. `aws`. */
  readonly name: string;
  readonly entries: readonly ResourceEntry<C>[];
  readonly functions: readonly FunctionEntry<C>[];
  readonly declarations: Declarations;
  /** Opens a session; throws when the configuration leads away from this machine. */
  readonly configure: (
    config: Properties,
    env: Readonly<Record<string, string | undefined>>,
  ) => Session<C>;
  /** Problems of the configuration that only a call tells, as the real provider finds them at its start. */
  readonly verify?: (
    config: Properties,
    env: Readonly<Record<string, string | undefined>>,
  ) => Promise<readonly Problem[]>;
}

export interface ReadResult {
  readonly state: Properties;
  readonly inputs: Properties;
}

/** The provider's contract without its wire format: plain values, `UNKNOWN` where a preview knows nothing. */
export class StandInProvider<C> {
  private readonly entries: ReadonlyMap<string, ResourceEntry<C>>;
  private readonly functions: ReadonlyMap<string, FunctionEntry<C>>;
  private session: Session<C> | undefined;

  constructor(readonly definition: StandIn<C>) {
    this.entries = new Map(definition.entries.map((entry) => [entry.type, entry]));
    this.functions = new Map(definition.functions.map((entry) => [entry.token, entry]));
  }

  configure(config: Properties, env: Readonly<Record<string, string | undefined>>): void {
    this.session = this.definition.configure(config, env);
  }

  /** Problems of the provider's own configuration; it is tried out only if it is well formed. */
  async checkConfig(
    config: Properties,
    env: Readonly<Record<string, string | undefined>>,
  ): Promise<readonly Problem[]> {
    const misspelled = unknownOptions(config, this.definition.declarations);
    return misspelled.length > 0
      ? misspelled
      : ((await this.definition.verify?.(config, env)) ?? []);
  }

  check(type: string, request: CheckRequest): { inputs: Properties; problems: readonly Problem[] } {
    const settings = { ...this.opened(), provider: this.definition.name };
    return checkResource(this.entry(type), this.definition.declarations, settings, request);
  }

  async diff(type: string, request: DiffRequest): Promise<Difference> {
    const entry = this.entry(type);
    const drifted =
      entry.drift === undefined || containsUnknown(request.news)
        ? []
        : await entry.drift(request.news, request.state);
    return diffResource(entry, this.types(type), request, drifted);
  }

  async previewCreate(type: string, inputs: Properties, context: Context): Promise<Properties> {
    const entry = this.entry(type);
    await entry.preview?.(this.opened().clients, inputs, context);
    const outputs = without(inputs, defaultsKey);
    for (const key of entry.computed) {
      outputs[key] ??= UNKNOWN;
    }
    return withRegion(this.definition.declarations, type, this.opened(), outputs);
  }

  /** @throws PartialCreateError when the resource exists although a later step failed. */
  async create(
    type: string,
    inputs: Properties,
    context: Context,
  ): Promise<{ id: string; state: Properties }> {
    const entry = this.entry(type);
    const { clients } = this.opened();
    const id = await entry.create(clients, without(inputs, defaultsKey), context);
    return onceCreated(id, async () => {
      const read = await entry.read(clients, id, without(inputs, defaultsKey));
      if (read === undefined) {
        throw new Error(`${id} was created, but cannot be found`);
      }
      return { id, state: this.stateOf(type, inputs, read) };
    });
  }

  async read(
    type: string,
    id: string,
    inputs: Properties,
    state: Properties,
  ): Promise<ReadResult | undefined> {
    const entry = this.entry(type);
    const known = { ...without(inputs, defaultsKey), ...state };
    const read = await entry.read(this.opened().clients, id, known);
    if (read === undefined) {
      return undefined;
    }
    const next = this.stateOf(type, known, read);
    // An import comes without inputs: then they are what exists, less what AWS computes.
    const given = isEmpty(inputs) ? importedInputs(entry, next) : inputs;
    return { state: next, inputs: refreshedInputs(entry, this.types(type), given, next) };
  }

  async previewUpdate(
    type: string,
    inputs: Properties,
    state: Properties,
    context: Context,
  ): Promise<Properties> {
    const entry = this.entry(type);
    await entry.preview?.(this.opened().clients, inputs, context);
    const outputs = expectedState(entry, inputs, state);
    for (const key of entry.computedOnUpdate ?? []) {
      outputs[key] = UNKNOWN;
    }
    return outputs;
  }

  async update(
    type: string,
    id: string,
    inputs: Properties,
    state: Properties,
    context: Context,
  ): Promise<Properties> {
    const entry = this.entry(type);
    const { clients } = this.opened();
    if (entry.update === undefined) {
      throw new Error(`${type} cannot be updated, only replaced`);
    }
    await entry.update(clients, id, without(inputs, defaultsKey), state, context);
    const expected = expectedState(entry, inputs, state);
    const read = await entry.read(clients, id, expected);
    if (read === undefined) {
      throw new Error(`${id} disappeared during the update`);
    }
    return this.stateOf(type, expected, read);
  }

  async delete(type: string, id: string, state: Properties, context: Context): Promise<void> {
    await this.entry(type).delete(this.opened().clients, id, state, context);
  }

  async invoke(token: string, args: Properties): Promise<Properties> {
    const entry = this.functions.get(token);
    if (entry === undefined) {
      throw new Error(
        `function ${token} is not served by the stand-in ${this.definition.name} provider`,
      );
    }
    return entry.invoke(this.opened().clients, args);
  }

  /** Outputs that must be kept secret besides those whose inputs are. */
  secretOutputs(type: string): readonly string[] {
    return this.entry(type).secretOutputs ?? [];
  }

  private entry(type: string): ResourceEntry<C> {
    const entry = this.entries.get(type);
    if (entry === undefined) {
      throw new Error(
        `resource type ${type} is not served by the stand-in ${this.definition.name} provider; ` +
          `its table is local/plugins/${this.definition.name}/index.ts`,
      );
    }
    return entry;
  }

  private opened(): Session<C> {
    if (this.session === undefined) {
      throw new Error("the provider is not configured yet");
    }
    return this.session;
  }

  private types(type: string): Record<string, TypeShape> {
    const inputs = this.definition.declarations.resources[type]?.inputs ?? {};
    const types = Object.fromEntries(Object.entries(inputs).map(([key, { type }]) => [key, type]));
    return { ...types, tagsAll: { map: "string" } };
  }

  private stateOf(type: string, known: Properties, read: Properties): Properties {
    return stateOf(this.definition.declarations, type, this.opened(), known, read);
  }
}
