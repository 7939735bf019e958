import { ActionFailure } from "./actions/action";
import { type ActionDefinition, type Definition } from "./definition";
import { currentRuns, type Execution } from "./execution";

/**
 * The action with its variables (`#{namespace.name}`) replaced by what earlier actions of the execution gave.
 *
 * @throws ActionFailure for one that no action gave.
 */
export function withVariables(
  action: ActionDefinition,
  { id }: Pick<Execution, "id">,
  values: ReadonlyMap<string, string>,
): ActionDefinition {
  const resolve = (text: string): string =>
    text.replace(/#\{([\w@-]+\.[\w@-]+)\}/g, (whole, name: string) => {
      const value = name === "codepipeline.PipelineExecutionId" ? id : values.get(name);
      if (value === undefined) {
        throw new ActionFailure(
          "ConfigurationError",
          `The variable ${whole} of the action ${action.name} has no value: no action before it gave one`,
        );
      }
      return value;
    });
  const entries = Object.entries(action.configuration ?? {});
  return {
    ...action,
    configuration: Object.fromEntries(entries.map(([key, text]) => [key, resolve(text)])),
  };
}

/** What the actions of an execution gave, by `namespace.name`. */
export function givenVariables(
  { stages }: Pick<Definition, "stages">,
  execution: Execution,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { name, actions } of stages) {
    const runs = currentRuns(execution, name);
    for (const { name: action, namespace } of actions) {
      const given = namespace === undefined ? {} : (runs.get(action)?.variables ?? {});
      for (const [variable, value] of Object.entries(given)) {
        values.set(`${namespace ?? ""}.${variable}`, value);
      }
    }
  }
  return values;
}
