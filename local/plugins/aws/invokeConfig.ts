import { type PutFunctionEventInvokeConfigCommandInput } from "@aws-sdk/client-lambda";

import { type Clients } from "../clients";
import { unlessGone } from "../provider/failure";
import { type Properties, type ResourceEntry } from "../resourceEntry";
import { observed, request, required } from "./shapes";

/** How often, and for how long, Lambda calls a function again that failed. */
export const invokeConfig: ResourceEntry = {
  type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  inputs: ["functionName", "maximumEventAgeInSeconds", "maximumRetryAttempts"],
  replaceOn: ["functionName"],
  computed: [],
  defaults: { maximumRetryAttempts: 2 },
  create: async (clients, inputs) => {
    await put(clients, inputs);
    return required(inputs, "functionName");
  },
  read: async (clients, id) => {
    const lambda = await clients.lambda();
    const found = await unlessGone(
      () => lambda.getFunctionEventInvokeConfig({ FunctionName: id }),
      "ResourceNotFoundException",
    );
    return (
      found &&
      observed({
        functionName: id,
        maximumEventAgeInSeconds: found.MaximumEventAgeInSeconds,
        maximumRetryAttempts: found.MaximumRetryAttempts,
      })
    );
  },
  update: (clients, _id, inputs) => put(clients, inputs),
  delete: async (clients, id) => {
    const lambda = await clients.lambda();
    await unlessGone(
      () => lambda.deleteFunctionEventInvokeConfig({ FunctionName: id }),
      "ResourceNotFoundException",
    );
  },
};

async function put(clients: Clients, inputs: Properties): Promise<void> {
  const lambda = await clients.lambda();
  await lambda.putFunctionEventInvokeConfig(
    request<PutFunctionEventInvokeConfigCommandInput>({
      FunctionName: inputs["functionName"],
      MaximumEventAgeInSeconds: inputs["maximumEventAgeInSeconds"],
      MaximumRetryAttempts: inputs["maximumRetryAttempts"],
    }),
  );
}
