import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { type Answer } from "../awsError";
import { type AwsRequest } from "../awsRequest";
import { callerOfRequest } from "../caller";
import { type Clock } from "../clock";
import { perRegion, regionOf, served, type ServiceOptions } from "../jsonService";
import { type Perform } from "./actions/action";
import { approvals } from "./actions/approval";
import { codeBuildAction, type BuildService } from "./actions/codeBuild";
import { type Commits } from "./actions/commits";
import { ecsDeploy } from "./actions/ecsDeploy";
import { functionJobs } from "./actions/lambdaInvoke";
import { s3Source } from "./actions/s3Source";
import { codeCommitSource, connectionSource } from "./actions/source";
import { type AwsCalls } from "./awsCalls";
import { type Call } from "./call";
import { engine } from "./engine";
import { operations } from "./operations";
import { pipelines } from "./pipelines";

/** Where, for whom and with what CodePipeline is stood in for. */
export interface CodePipelineOptions extends ServiceOptions {
  readonly calls: AwsCalls;
  readonly commits: Commits;
  /** CodeBuild of a region. */
  readonly codeBuild: (region: string) => BuildService;
  readonly clock: Clock;
}

/** CodePipeline on this machine: its API, and the executions of its pipelines. */
export interface CodePipeline {
  answer(request: AwsRequest, body: string): Promise<Answer>;
  /** Goes on with the executions that an earlier gateway left behind; before the first request. */
  resume(): void;
}

export function codePipeline(options: CodePipelineOptions): CodePipeline {
  const regionAt = perRegion((region) => inRegion(options, region));
  return {
    resume: () => {
      mkdirSync(options.folder, { recursive: true });
      for (const region of readdirSync(options.folder)) {
        const { pipelines: known, engine: runs } = regionAt(region);
        for (const pipeline of known.all()) {
          runs.resume(pipeline);
        }
      }
    },
    answer: (request, body) => {
      const call = async () => {
        const caller = await callerOfRequest(request, options.callerOf);
        return { ...regionAt(regionOf(request) ?? options.region), caller };
      };
      return served("CodePipeline", operations, { request, body }, call, options.report);
    },
  };
}

function inRegion(options: CodePipelineOptions, region: string): Omit<Call, "caller"> {
  const { account, calls, commits, clock, events, report } = options;
  const place = { account, region };
  const manual = approvals(clock, calls);
  const jobs = functionJobs(clock, calls);
  const performers: Readonly<Record<string, Perform>> = {
    CodeCommit: codeCommitSource(commits, calls),
    CodeStarSourceConnection: connectionSource(commits, calls),
    S3: s3Source(calls),
    CodeBuild: codeBuildAction(options.codeBuild(region), calls),
    Manual: manual.perform,
    ECS: ecsDeploy({ calls, commits, clock }),
    Lambda: jobs.perform,
  };
  return {
    place,
    pipelines: pipelines(join(options.folder, region)),
    approvals: manual,
    jobs,
    clock,
    engine: engine({
      place,
      clock,
      events,
      report,
      performerOf: ({ actionTypeId: { provider } }) => {
        const perform = performers[provider];
        if (perform === undefined) {
          throw new Error(`No action of ${provider} is served.`);
        }
        return perform;
      },
    }),
  };
}
