import {
  type FunctionConfiguration,
  type Lambda,
  type UpdateFunctionConfigurationCommandInput,
} from "@aws-sdk/client-lambda";

import { type Properties } from "../resourceEntry";
import { type Patience, refusedFor, retrying, waitFor } from "./retry";
import { capitalised, changedOf, present, record, uncapitalised } from "./shapes";

/** The member of the API that holds an input, how it is written there, and what clears it. */
const members: Readonly<
  Record<string, { readonly name: string; readonly cleared?: unknown; readonly nested?: true }>
> = {
  deadLetterConfig: { name: "DeadLetterConfig", cleared: { TargetArn: "" }, nested: true },
  description: { name: "Description", cleared: "" },
  ephemeralStorage: { name: "EphemeralStorage", nested: true },
  handler: { name: "Handler" },
  loggingConfig: { name: "LoggingConfig", nested: true },
  memorySize: { name: "MemorySize" },
  role: { name: "Role" },
  runtime: { name: "Runtime" },
  timeout: { name: "Timeout" },
  tracingConfig: { name: "TracingConfig", nested: true },
};

/** Inputs that are a function's configuration and not its code. */
export const configurationInputs: readonly string[] = [...Object.keys(members), "environment"];

const patience: Patience = { seconds: 600, everySeconds: 0.2 };

/** The configuration of a new function, in the words of the API. */
export function newConfiguration(inputs: Properties): Properties {
  const given = configurationInputs.filter((name) => inputs[name] !== undefined);
  return configured(inputs, given);
}

/** The configuration of a function as the provider shows it. */
export function shownConfiguration(found: FunctionConfiguration): Properties {
  const target = found.DeadLetterConfig?.TargetArn;
  const variables = found.Environment?.Variables;
  return {
    ...Object.fromEntries(
      Object.entries(members).map(([input, { name }]) => {
        const value = found[name as keyof FunctionConfiguration];
        return [input, typeof value === "object" ? present(record(uncapitalised(value))) : value];
      }),
    ),
    deadLetterConfig: target === undefined || target === "" ? undefined : { targetArn: target },
    environment: variables === undefined ? undefined : { variables },
  };
}

/** Writes what changed, in one call. */
export async function updateConfiguration(
  lambda: Lambda,
  id: string,
  inputs: Properties,
  previous: Properties,
): Promise<void> {
  const changed = changedOf(configurationInputs, previous, inputs);
  if (changed.length === 0) {
    return;
  }
  const input: UpdateFunctionConfigurationCommandInput = {
    FunctionName: id,
    ...configured(inputs, changed),
  };
  await retrying(
    () => lambda.updateFunctionConfiguration(input),
    (error) => isPassing(error) || refusedFor(error, ["ResourceConflictException"], [""]),
  );
  await updated(lambda, id);
}

/** Waits until a new function can be called. */
export async function created(lambda: Lambda, id: string): Promise<void> {
  const { State, StateReason } = await settled(lambda, id, (found) => found.State !== "Pending");
  if (State === "Failed") {
    throw new Error(`the function ${id} failed: ${StateReason ?? ""}`);
  }
}

/** Waits until a change is through: AWS takes the next one only then. */
export async function updated(lambda: Lambda, id: string): Promise<void> {
  const { LastUpdateStatus, LastUpdateStatusReason } = await settled(
    lambda,
    id,
    (found) => found.LastUpdateStatus !== "InProgress",
  );
  if (LastUpdateStatus === "Failed") {
    throw new Error(`the update of the function ${id} failed: ${LastUpdateStatusReason ?? ""}`);
  }
}

/** A role that is new and not yet good for a function. */
export function isPassing(error: unknown): boolean {
  return refusedFor(
    error,
    ["InvalidParameterValueException"],
    ["cannot be assumed by Lambda", "does not have permissions"],
  );
}

function configured(inputs: Properties, names: readonly string[]): Properties {
  return Object.fromEntries(
    names.map((input) => {
      // The names of variables are the program's own, so only the member is renamed.
      if (input === "environment") {
        return ["Environment", environmentOf(inputs)];
      }
      const { name = input, cleared, nested } = members[input] ?? {};
      const value = inputs[input];
      if (value === undefined) {
        return [name, cleared];
      }
      return [name, nested === true ? capitalised(value) : value];
    }),
  );
}

function environmentOf(inputs: Properties): Properties {
  return { Variables: record(record(inputs["environment"])["variables"]) };
}

function settled(
  lambda: Lambda,
  id: string,
  isThrough: (configuration: FunctionConfiguration) => boolean,
): Promise<FunctionConfiguration> {
  const look = async () => {
    const found = await lambda.getFunctionConfiguration({ FunctionName: id });
    return isThrough(found) ? found : undefined;
  };
  return waitFor(`the function ${id}`, look, patience);
}
