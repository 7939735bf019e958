import {
  type AddPermissionCommandInput,
  type CreateEventSourceMappingCommandInput,
  type UpdateEventSourceMappingCommandInput,
} from "@aws-sdk/client-lambda";

import { type Clients } from "../clients";
import { sameSet } from "../equivalence";
import { unlessGone } from "../provider/failure";
import { onceCreated, type Properties, type ResourceEntry } from "../resourceEntry";
import { invokeConfig } from "./invokeConfig";
import { lambdaFunction } from "./lambdaFunction";
import { invocation } from "./lambdaInvocation";
import { refusedFor, retrying, waitFor } from "./retry";
import {
  capitalised,
  changedOf,
  observed,
  record,
  records,
  request,
  required,
  tagChanges,
  text,
  uncapitalised,
} from "./shapes";

const gone = "ResourceNotFoundException";

/** A permission cannot be changed: whatever is given, another value is another permission. */
const permissionInputs = [
  "action",
  "function",
  "principal",
  "qualifier",
  "sourceAccount",
  "sourceArn",
  "statementId",
];

const permission: ResourceEntry = {
  type: "aws:lambda/permission:Permission",
  inputs: permissionInputs,
  replaceOn: permissionInputs,
  computed: ["statementId"],
  autoName: { property: "statementId", maxLength: 100 },
  create: async (clients, inputs) => {
    const lambda = await clients.lambda();
    const input = request<AddPermissionCommandInput>({
      FunctionName: inputs["function"],
      Action: inputs["action"],
      Principal: inputs["principal"],
      Qualifier: inputs["qualifier"],
      SourceAccount: inputs["sourceAccount"],
      SourceArn: inputs["sourceArn"],
      StatementId: inputs["statementId"],
    });
    await lambda.addPermission(input);
    return required(inputs, "statementId");
  },
  read: async (clients, id, known) => {
    const lambda = await clients.lambda();
    const input = { ...target(known) };
    const answer = await unlessGone(() => lambda.getPolicy(input), gone);
    const policy = record(JSON.parse(answer?.Policy ?? "{}"));
    const found = records(policy["Statement"]).find(({ Sid }) => Sid === id);
    if (found === undefined) {
      return undefined;
    }
    const { StringEquals, ArnLike } = record(found["Condition"]);
    const principal = record(found["Principal"]);
    return observed({
      action: found["Action"],
      principal: principal["Service"] ?? principal["AWS"] ?? found["Principal"],
      sourceAccount: record(StringEquals)["AWS:SourceAccount"],
      sourceArn: record(ArnLike)["AWS:SourceArn"],
      statementId: id,
    });
  },
  delete: async (clients, id, state) => {
    const lambda = await clients.lambda();
    await unlessGone(() => lambda.removePermission({ ...target(state), StatementId: id }), gone);
  },
};

/** The function that a permission is for, and its version. */
function target(inputs: Properties): { FunctionName: string; Qualifier?: string } {
  const Qualifier = text(inputs["qualifier"]);
  return {
    FunctionName: required(inputs, "function"),
    ...(Qualifier !== undefined && { Qualifier }),
  };
}

/** Inputs of an event source that are members of the API by the same name. */
const settings = [
  "batchSize",
  "enabled",
  "filterCriteria",
  "functionName",
  "functionResponseTypes",
  "maximumBatchingWindowInSeconds",
  "scalingConfig",
];

const eventSourceMapping: ResourceEntry = {
  type: "aws:lambda/eventSourceMapping:EventSourceMapping",
  inputs: [...settings, "eventSourceArn", "tags"],
  replaceOn: ["eventSourceArn"],
  computed: [
    "arn",
    "functionArn",
    "lastModified",
    "lastProcessingResult",
    "maximumRecordAgeInSeconds",
    "maximumRetryAttempts",
    "parallelizationFactor",
    "state",
    "stateTransitionReason",
    "tagsAll",
    "uuid",
  ],
  defaults: { enabled: true },
  equivalent: { functionName: sameFunction, functionResponseTypes: sameSet },
  create: async (clients, inputs) => {
    const lambda = await clients.lambda();
    const input = request<CreateEventSourceMappingCommandInput>({
      ...written(inputs, settings),
      EventSourceArn: inputs["eventSourceArn"],
      Tags: inputs["tagsAll"],
    });
    const { UUID } = await retrying(() => lambda.createEventSourceMapping(input), isPassing);
    const id = required({ UUID }, "UUID");
    await onceCreated(id, () => settled(clients, id));
    return id;
  },
  read: async (clients, id) => {
    const lambda = await clients.lambda();
    const found = await unlessGone(() => lambda.getEventSourceMapping({ UUID: id }), gone);
    if (found === undefined) {
      return undefined;
    }
    const arn = required({ ...found }, "EventSourceMappingArn");
    const { Tags } = await lambda.listTags({ Resource: arn });
    return observed({
      arn,
      batchSize: found.BatchSize,
      enabled: found.State?.startsWith("Enabl"),
      eventSourceArn: found.EventSourceArn,
      filterCriteria: uncapitalised(found.FilterCriteria),
      functionArn: found.FunctionArn,
      functionName: found.FunctionArn,
      functionResponseTypes: found.FunctionResponseTypes,
      lastModified: found.LastModified?.toISOString(),
      lastProcessingResult: found.LastProcessingResult,
      maximumBatchingWindowInSeconds: found.MaximumBatchingWindowInSeconds,
      maximumRecordAgeInSeconds: found.MaximumRecordAgeInSeconds,
      maximumRetryAttempts: found.MaximumRetryAttempts,
      parallelizationFactor: found.ParallelizationFactor,
      scalingConfig: uncapitalised(found.ScalingConfig),
      state: found.State,
      stateTransitionReason: found.StateTransitionReason,
      uuid: found.UUID,
      tagsAll: Tags ?? {},
    });
  },
  update: async (clients, id, inputs, previous) => {
    const lambda = await clients.lambda();
    const changed = changedOf(settings, previous, inputs);
    if (changed.length > 0) {
      const input = {
        UUID: id,
        ...written(inputs, changed),
      } as UpdateEventSourceMappingCommandInput;
      await retrying(() => lambda.updateEventSourceMapping(input), isPassing);
      await settled(clients, id);
    }
    const Resource = required(previous, "arn");
    const { removed, written: Tags } = tagChanges(previous["tagsAll"], inputs["tagsAll"]);
    if (removed.length > 0) {
      await lambda.untagResource({ Resource, TagKeys: removed });
    }
    if (Object.keys(Tags).length > 0) {
      await lambda.tagResource({ Resource, Tags });
    }
  },
  delete: async (clients, id) => {
    const lambda = await clients.lambda();
    await retrying(
      () => unlessGone(() => lambda.deleteEventSourceMapping({ UUID: id }), gone),
      (error) => refusedFor(error, ["ResourceInUseException"], [""]),
      { seconds: 300, everySeconds: 2 },
    );
    await waitFor(
      `the end of the event source ${id}`,
      async () => ((await stateOf(clients, id)) === undefined ? true : undefined),
      { seconds: 300, everySeconds: 1 },
    );
  },
};

/** These inputs in the words of the API; a list or an object that left the program is written empty. */
function written(inputs: Properties, names: readonly string[]): Properties {
  const empty: Properties = { filterCriteria: {}, functionResponseTypes: [], scalingConfig: {} };
  return record(
    capitalised(Object.fromEntries(names.map((name) => [name, inputs[name] ?? empty[name]]))),
  );
}

/** The program may name the function; the state has its ARN. */
function sameFunction(existing: unknown, wanted: unknown): boolean {
  const ends = [existing, wanted].map((name) => String(name).split(":function:").at(-1));
  return ends[0] === ends[1];
}

async function stateOf(clients: Clients, id: string): Promise<string | undefined> {
  const lambda = await clients.lambda();
  return (await unlessGone(() => lambda.getEventSourceMapping({ UUID: id }), gone))?.State;
}

/** A change of an event source takes a while on AWS. */
function settled(clients: Clients, id: string): Promise<string> {
  return waitFor(
    `the event source ${id}`,
    async () => {
      const state = await stateOf(clients, id);
      return state === "Enabled" || state === "Disabled" ? state : undefined;
    },
    { seconds: 600, everySeconds: 1 },
  );
}

/** A role that is new and not yet good for a queue. */
function isPassing(error: unknown): boolean {
  return refusedFor(
    error,
    ["InvalidParameterValueException"],
    ["cannot be assumed by Lambda", "does not have permissions", "ensure the role can perform"],
  );
}

export const entries: readonly ResourceEntry[] = [
  lambdaFunction,
  permission,
  eventSourceMapping,
  invocation,
  invokeConfig,
];
