import { createHash } from "node:crypto";

import { type Clients } from "../clients";
import { isRecord, UNKNOWN } from "../provider/values";
import { type Problem, type Properties, type ResourceEntry } from "../resourceEntry";
import { record, required, text } from "./shapes";

/** Results of this run by resource id: AWS keeps none, so no one can be asked for them later. */
const results = new WeakMap<Clients, Map<string, string>>();

/**
 * A call of a function as a resource. With the scope `CREATE_ONLY` it calls when it is made or replaced; with
 * `CRUD` also for updates and at its end, and tells the function which of these it is.
 */
export const invocation: ResourceEntry = {
  type: "aws:lambda/invocation:Invocation",
  inputs: ["functionName", "input", "lifecycleScope", "qualifier", "terraformKey", "triggers"],
  replaceOn: ["functionName", "input", "qualifier", "triggers"],
  updatesInPlace: (property, inputs) => property === "input" && !isCreateOnly(inputs),
  computed: ["result"],
  computedOnUpdate: ["result"],
  defaults: { lifecycleScope: "CREATE_ONLY", qualifier: "$LATEST", terraformKey: "tf" },
  validate,
  create: (clients, inputs) => invoke(clients, inputs, "create", undefined),
  // The real provider reads nothing, either.
  read: (clients, id) => {
    const result = results.get(clients)?.get(id);
    return Promise.resolve(result === undefined ? {} : { result });
  },
  update: async (clients, id, inputs, previous) => {
    remember(clients, id, await call(clients, inputs, "update", previous));
  },
  delete: async (clients, _id, state) => {
    if (!isCreateOnly(state)) {
      await call(clients, state, "delete", state);
    }
  },
};

type Action = "create" | "update" | "delete";

async function invoke(
  clients: Clients,
  inputs: Properties,
  action: Action,
  previous: Properties | undefined,
): Promise<string> {
  const result = await call(clients, inputs, action, previous);
  const hash = createHash("md5")
    .update(payloadOf(inputs, action, previous))
    .digest("hex");
  const id = `${required(inputs, "functionName")},${required(inputs, "qualifier")},${hash}`;
  remember(clients, id, result);
  return id;
}

/** @throws when the function fails. */
async function call(
  clients: Clients,
  inputs: Properties,
  action: Action,
  previous: Properties | undefined,
): Promise<string> {
  const lambda = await clients.lambda();
  const FunctionName = required(inputs, "functionName");
  const { Payload, FunctionError } = await lambda.invoke({
    FunctionName,
    InvocationType: "RequestResponse",
    Payload: Buffer.from(payloadOf(inputs, action, previous)),
    Qualifier: required(inputs, "qualifier"),
  });
  const answer = Buffer.from(Payload ?? []).toString("utf8");
  if (FunctionError !== undefined) {
    throw new Error(`invoking Lambda Function (${FunctionName}): ${answer}`);
  }
  return answer;
}

function payloadOf(inputs: Properties, action: Action, previous: Properties | undefined): string {
  const input = required(inputs, "input");
  if (isCreateOnly(inputs)) {
    return input;
  }
  const before: unknown = JSON.parse(text(previous?.["input"]) ?? "null");
  const key = text(inputs["terraformKey"]) ?? "tf";
  return JSON.stringify({
    ...record(JSON.parse(input)),
    [key]: { action, prev_input: before },
  });
}

function isCreateOnly(inputs: Properties): boolean {
  return inputs["lifecycleScope"] === "CREATE_ONLY";
}

function remember(clients: Clients, id: string, result: string): void {
  const known = results.get(clients) ?? new Map<string, string>();
  results.set(clients, known.set(id, result));
}

function validate(inputs: Properties): readonly Problem[] {
  const { input, lifecycleScope } = inputs;
  const problem = (property: string, reason: string): Problem[] => [{ property, reason }];
  if (!["CREATE_ONLY", "CRUD", UNKNOWN].includes(lifecycleScope as string)) {
    return problem("lifecycleScope", `expected CREATE_ONLY or CRUD, got ${String(lifecycleScope)}`);
  }
  if (typeof input !== "string") {
    return [];
  }
  let value: unknown;
  try {
    value = JSON.parse(input);
  } catch (error) {
    return problem("input", `contains an invalid JSON: ${String(error)}`);
  }
  return lifecycleScope === "CRUD" && !isRecord(value)
    ? problem("input", `lifecycleScope other than "CREATE_ONLY" requires input to be a JSON object`)
    : [];
}
