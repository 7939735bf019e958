import { CodeCommitClient } from "@aws-sdk/client-codecommit";
import { CodePipelineClient } from "@aws-sdk/client-codepipeline";
import { ECSClient } from "@aws-sdk/client-ecs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { setTimeout as wait } from "node:timers/promises";

import { codePipelineAdapter } from "../../delivery/aws/codePipeline";
import { pipelineJobsAdapter } from "../../delivery/aws/codePipelineJobs";
import { ecsAdapter } from "../../delivery/aws/ecs";
import { codeCommitStore } from "../../delivery/codeCommitStore";
import { type StackParameter } from "../../delivery/stackParameter";
import { jsonLog, reasonOf } from "../log";
import { ownStack } from "../ownStack";
import { jobOf } from "./event";
import { handle, type Releasing } from "./handle";

const settings = { maxAttempts: 6 };
const codeCommit = new CodeCommitClient(settings);
const codePipeline = new CodePipelineClient(settings);
const services = ecsAdapter(new ECSClient(settings));
const ssm = new SSMClient(settings);
const pipelines = codePipelineAdapter(codePipeline);
const jobs = pipelineJobsAdapter(codePipeline);
const log = jsonLog();
const releasing = JSON.parse(process.env["RELEASE"] ?? "{}") as Releasing;
const now = () => new Date();
// Nobody interrupts a function.
const { signal } = new AbortController();

/** Called by the pipeline of a build, again and again until the release is over. */
export async function handler(event: unknown): Promise<void> {
  const job = jobOf(event);
  let parameter: StackParameter;
  try {
    parameter = await ownStack(ssm);
  } catch (error) {
    await jobs.failed(job.id, reasonOf(error));
    return;
  }
  await handle(job, releasing, parameter, {
    store: codeCommitStore(codeCommit, parameter),
    pipelines,
    services,
    // What keeps targets from becoming healthy is for slipway status to say.
    targets: { health: () => Promise.resolve([]) },
    clock: { now, wait: (milliseconds) => wait(milliseconds), signal },
    now,
    jobs,
    log,
  });
}
