import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { CodeCommitClient } from "@aws-sdk/client-codecommit";
import { CodePipelineClient } from "@aws-sdk/client-codepipeline";
import { ECSClient } from "@aws-sdk/client-ecs";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { SNSClient } from "@aws-sdk/client-sns";
import { SSMClient } from "@aws-sdk/client-ssm";

import { codeCommitAdapter } from "../../delivery/aws/codeCommit";
import { codePipelineAdapter } from "../../delivery/aws/codePipeline";
import { ecsAdapter } from "../../delivery/aws/ecs";
import { elbAdapter } from "../../delivery/aws/elasticLoadBalancing";
import { logsAdapter } from "../../delivery/aws/logs";
import { topicAdapter } from "../../delivery/aws/sns";
import { jsonLog } from "../log";
import { ownStack } from "../ownStack";
import { handle, type World } from "./handle";

const settings = { maxAttempts: 6 };
const codeCommit = new CodeCommitClient(settings);
const ssm = new SSMClient(settings);
const log = jsonLog();

const world: World = {
  sources: {
    services: ecsAdapter(new ECSClient(settings)),
    targets: elbAdapter(new ElasticLoadBalancingV2Client(settings)),
    logs: logsAdapter(new CloudWatchLogsClient(settings)),
    pipelines: codePipelineAdapter(new CodePipelineClient(settings)),
    file: (at, path, commitId) => codeCommitAdapter(codeCommit, at).file(path, commitId),
  },
  topic: topicAdapter(new SNSClient(settings), process.env["TOPIC_ARN"] ?? ""),
  parameterName: process.env["STACK_PARAMETER"] ?? "",
  stack: () => ownStack(ssm),
  log,
};

/**
 * Tells the topic why a deployment failed. The queue hands over one message at a time; an error makes it come again.
 *
 * @param event what Lambda makes of the message, as far as it is read here
 */
export async function handler(event: {
  readonly Records: readonly { readonly body: string }[];
}): Promise<void> {
  for (const { body } of event.Records) {
    await handle(body, world);
  }
}
