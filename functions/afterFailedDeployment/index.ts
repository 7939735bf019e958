import { CodePipelineClient } from "@aws-sdk/client-codepipeline";
import { ECSClient } from "@aws-sdk/client-ecs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { setTimeout as wait } from "node:timers/promises";

import { codePipelineAdapter } from "../../delivery/aws/codePipeline";
import { ecsAdapter } from "../../delivery/aws/ecs";
import { jsonLog } from "../log";
import { ownStack } from "../ownStack";
import { handle } from "./handle";

const settings = { maxAttempts: 6 };
const ecs = ecsAdapter(new ECSClient(settings));
const pipelines = codePipelineAdapter(new CodePipelineClient(settings));
const ssm = new SSMClient(settings);
const log = jsonLog();

/** Clears up after a deployment that ECS gave up. An error makes Lambda try again. */
export async function handler(event: unknown): Promise<void> {
  await handle(event, {
    ecs,
    pipelines,
    stack: () => ownStack(ssm),
    log,
    wait: (milliseconds) => wait(milliseconds),
  });
}
