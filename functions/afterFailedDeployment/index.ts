import { CodePipelineClient } from "@aws-sdk/client-codepipeline";
import { ECSClient } from "@aws-sdk/client-ecs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { setTimeout as wait } from "node:timers/promises";

import { jsonLog } from "../log";
import { ownStack } from "../ownStack";
import { codePipelines } from "./codePipelines";
import { ecs } from "./ecs";
import { handle } from "./handle";

const settings = { maxAttempts: 6 };
const deployments = ecs(new ECSClient(settings));
const pipelines = codePipelines(new CodePipelineClient(settings));
const ssm = new SSMClient(settings);
const log = jsonLog();

/** Clears up after a deployment that ECS gave up. An error makes Lambda try again. */
export async function handler(event: unknown): Promise<void> {
  await handle(event, {
    deployments,
    pipelines,
    stack: () => ownStack(ssm),
    log,
    wait: (milliseconds) => wait(milliseconds),
  });
}
