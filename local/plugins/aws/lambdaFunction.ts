import {
  type Architecture,
  type CreateFunctionCommandInput,
  type Lambda,
} from "@aws-sdk/client-lambda";

import { type Clients } from "../clients";
import { unlessGone } from "../provider/failure";
import { onceCreated, type Problem, type Properties, type ResourceEntry } from "../resourceEntry";
import { archiveHash, archiveProblems, sameArchive, zippedCode } from "./functionArchive";
import {
  configurationInputs,
  created,
  isPassing,
  newConfiguration,
  shownConfiguration,
  updateConfiguration,
  updated,
} from "./functionConfiguration";
import { retrying } from "./retry";
import { changedOf, observed, request, required, tagChanges, texts, whole } from "./shapes";

export const lambdaFunction: ResourceEntry = {
  type: "aws:lambda/function:Function",
  inputs: [
    ...configurationInputs,
    "architectures",
    "code",
    "environment",
    "name",
    "reservedConcurrentExecutions",
    "skipDestroy",
    "tags",
  ],
  replaceOn: ["name"],
  computed: [
    "architectures",
    "arn",
    "codeSha256",
    "ephemeralStorage",
    "invokeArn",
    "lastModified",
    "loggingConfig",
    "qualifiedArn",
    "qualifiedInvokeArn",
    "responseStreamingInvokeArn",
    "sourceCodeHash",
    "sourceCodeSize",
    "tagsAll",
    "tracingConfig",
    "version",
  ],
  computedOnUpdate: ["lastModified"],
  defaults: { memorySize: 128, reservedConcurrentExecutions: -1, skipDestroy: false, timeout: 3 },
  autoName: { property: "name", maxLength: 64 },
  equivalent: { code: sameArchive },
  validate,
  create: async (clients, inputs) => {
    const lambda = await clients.lambda();
    const id = required(inputs, "name");
    const input = request<CreateFunctionCommandInput>({
      ...newConfiguration(inputs),
      FunctionName: id,
      PackageType: "Zip",
      Architectures: inputs["architectures"],
      Code: { ZipFile: zippedCode(inputs["code"]) },
      Tags: inputs["tagsAll"],
    });
    await retrying(() => lambda.createFunction(input), isPassing);
    return onceCreated(id, async () => {
      await created(lambda, id);
      await setConcurrency(lambda, id, inputs, { reservedConcurrentExecutions: -1 });
      return id;
    });
  },
  read,
  update: async (clients, id, inputs, previous) => {
    const lambda = await clients.lambda();
    await updateConfiguration(lambda, id, inputs, previous);
    const codeChanged = !sameArchive(previous["code"], inputs["code"]);
    if (codeChanged || changedOf(["architectures"], previous, inputs).length > 0) {
      const architectures = texts(inputs["architectures"]) as Architecture[];
      await lambda.updateFunctionCode({
        FunctionName: id,
        ...(architectures.length > 0 && { Architectures: architectures }),
        ZipFile: zippedCode(inputs["code"]),
      });
      await updated(lambda, id);
    }
    await setConcurrency(lambda, id, inputs, previous);
    const Resource = required(previous, "arn");
    const { removed, written } = tagChanges(previous["tagsAll"], inputs["tagsAll"]);
    if (removed.length > 0) {
      await lambda.untagResource({ Resource, TagKeys: removed });
    }
    if (Object.keys(written).length > 0) {
      await lambda.tagResource({ Resource, Tags: written });
    }
  },
  delete: async (clients, id, state) => {
    if (state["skipDestroy"] === true) {
      return;
    }
    const lambda = await clients.lambda();
    await unlessGone(
      () => lambda.deleteFunction({ FunctionName: id }),
      "ResourceNotFoundException",
    );
  },
};

/** The real provider asks for code and for both settings of a zip file's start. */
function validate(inputs: Properties): readonly Problem[] {
  const missing = ["code", "handler", "runtime"]
    .filter((property) => inputs[property] === undefined)
    .map((property) => ({
      property,
      reason: "is required: the stand-in provider serves functions of zip files",
    }));
  return [...missing, ...archiveProblems("code", inputs["code"])];
}

async function read(
  clients: Clients,
  id: string,
  known: Properties,
): Promise<Properties | undefined> {
  const lambda = await clients.lambda();
  const answer = await unlessGone(
    () => lambda.getFunction({ FunctionName: id }),
    "ResourceNotFoundException",
  );
  const found = answer?.Configuration;
  if (found === undefined) {
    return undefined;
  }
  const arn = required({ ...found }, "FunctionArn");
  return observed({
    ...shownConfiguration(found),
    architectures: found.Architectures,
    arn,
    codeSha256: found.CodeSha256,
    invokeArn: invokeArn(clients, "2015-03-31", arn, "invocations"),
    lastModified: found.LastModified,
    name: found.FunctionName,
    qualifiedArn: `${arn}:$LATEST`,
    qualifiedInvokeArn: invokeArn(clients, "2015-03-31", `${arn}:$LATEST`, "invocations"),
    reservedConcurrentExecutions: answer?.Concurrency?.ReservedConcurrentExecutions ?? -1,
    responseStreamingInvokeArn: invokeArn(
      clients,
      "2021-11-15",
      arn,
      "response-streaming-invocations",
    ),
    sourceCodeHash: archiveHash(known["code"]),
    sourceCodeSize: found.CodeSize,
    version: found.Version,
    tagsAll: answer?.Tags ?? {},
  });
}

async function setConcurrency(
  lambda: Lambda,
  id: string,
  inputs: Properties,
  previous: Properties,
): Promise<void> {
  const wanted = whole(inputs["reservedConcurrentExecutions"]) ?? -1;
  if (wanted === previous["reservedConcurrentExecutions"]) {
    return;
  }
  await (wanted >= 0
    ? lambda.putFunctionConcurrency({ FunctionName: id, ReservedConcurrentExecutions: wanted })
    : lambda.deleteFunctionConcurrency({ FunctionName: id }));
}

function invokeArn(clients: Clients, api: string, functionArn: string, verb: string): string {
  const { partition, region } = clients;
  return `arn:${partition}:apigateway:${region}:lambda:path/${api}/functions/${functionArn}/${verb}`;
}
