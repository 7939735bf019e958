import { type Declarations } from "../declarations/shape";
import { type Properties, type ResourceEntry } from "../resourceEntry";
import { type CheckSettings, defaultsKey, hasTags } from "./check";
import { isEmpty, isRecord, without } from "./values";

/** What of the provider's configuration is part of states. */
type Settings = Pick<CheckSettings, "region" | "defaultTags">;

/** The state that an update should lead to: inputs that left the program leave it, too. */
export function expectedState<C>(
  entry: ResourceEntry<C>,
  inputs: Properties,
  state: Properties,
): Properties {
  const kept = Object.entries(state).filter(
    ([key]) => !entry.inputs.includes(key) || entry.computed.includes(key),
  );
  return { ...Object.fromEntries(kept), ...without(inputs, defaultsKey) };
}

/** The state of a resource by what was known of it and what was read. */
export function stateOf(
  declarations: Declarations,
  type: string,
  settings: Settings,
  known: Properties,
  read: Properties,
): Properties {
  const state = { ...without(known, defaultsKey), ...read };
  if (hasTags(declarations, type)) {
    state["tags"] = ownTags(settings, read["tagsAll"], known["tags"]);
  }
  const set = Object.entries(state).filter(([, value]) => value !== null && value !== undefined);
  return withRegion(declarations, type, settings, Object.fromEntries(set));
}

/** Outputs with the provider's region, where the type has one. */
export function withRegion(
  declarations: Declarations,
  type: string,
  { region }: Settings,
  outputs: Properties,
): Properties {
  const declared = declarations.resources[type]?.outputs ?? [];
  return declared.includes("region") && region !== undefined ? { ...outputs, region } : outputs;
}

/** The inputs of a resource that is imported: what exists of them. */
export function importedInputs<C>(entry: ResourceEntry<C>, state: Properties): Properties {
  const inputs = entry.inputs.filter((key) => !isEmpty(state[key]));
  return {
    ...Object.fromEntries(inputs.map((key) => [key, state[key]])),
    ...(state["tagsAll"] === undefined ? {} : { tagsAll: state["tagsAll"] }),
    [defaultsKey]: [],
  };
}

/** Tags of the resource itself: all of them, less those that only the provider's defaults brought. */
function ownTags({ defaultTags }: Settings, all: unknown, known: unknown): Properties {
  const own = isRecord(known) ? known : {};
  return Object.fromEntries(
    Object.entries(isRecord(all) ? all : {}).filter(
      ([key, value]) => key in own || defaultTags[key] !== value,
    ),
  );
}
