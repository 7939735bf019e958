import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { awsError } from "../awsError";
import type { Answer } from "../awsError";
import type { AwsRequest } from "../awsRequest";
import { callerOfRequest } from "../codecommit/caller";
import type { CallerOf } from "../codecommit/caller";
import type { EventDelivery } from "../events/eventDelivery";
import { inputOf, jsonAnswer, regionOf } from "../jsonService";
import { ServiceError } from "../serviceError";
import type { Perform } from "./actions/action";
import { approvals } from "./actions/approval";
import type { Commits } from "./actions/commits";
import { ecsDeploy } from "./actions/ecsDeploy";
import { codeCommitSource } from "./actions/source";
import type { AwsCalls } from "./awsCalls";
import type { Call } from "./call";
import type { Clock } from "./clock";
import { engine } from "./engine";
import { operations } from "./operations";
import { pipelines } from "./pipelines";

/** Where, for whom and with what CodePipeline is stood in for. */
export interface CodePipelineOptions {
  /** Folder for pipelines and their history; it outlives the gateway. */
  readonly folder: string;
  readonly account: string;
  /** The region of calls that name none. */
  readonly region: string;
  readonly calls: AwsCalls;
  readonly commits: Commits;
  readonly clock: Clock;
  readonly events: Pick<EventDelivery, "emit">;
  readonly callerOf: CallerOf;
  /** Hears of failures that are no refusals. */
  readonly report: (sentence: string) => void;
}

/** CodePipeline on this machine: its API, and the executions of its pipelines. */
export interface CodePipeline {
  answer(request: AwsRequest, body: string): Promise<Answer>;
  /** Goes on with the executions that an earlier gateway left behind; before the first request. */
  resume(): void;
}

export function codePipeline(options: CodePipelineOptions): CodePipeline {
  const regions = new Map<string, Omit<Call, "caller">>();
  const regionAt = (region: string): Omit<Call, "caller"> => {
    let found = regions.get(region);
    if (found === undefined) {
      found = inRegion(options, region);
      regions.set(region, found);
    }
    return found;
  };
  return {
    resume: () => {
      mkdirSync(options.folder, { recursive: true });
      for (const region of readdirSync(options.folder)) {
        const { pipelines: known, engine: runs } = regionAt(region);
        for (const pipeline of known.all()) runs.resume(pipeline);
      }
    },
    answer: async (request, body) => {
      const operation = operations[request.action ?? ""];
      if (operation === undefined) {
        const sentence = `The CodePipeline of local AWS does not serve ${request.action ?? "this"}.`;
        return awsError(request, "UnknownOperationException", sentence);
      }
      try {
        const caller = await callerOfRequest(request, options.callerOf);
        const call = { ...regionAt(regionOf(request) ?? options.region), caller };
        return jsonAnswer(operation(call, inputOf(body) as never));
      } catch (error) {
        if (error instanceof ServiceError) return awsError(request, error.code, error.message);
        options.report(String(error));
        return awsError(request, "InternalFailure", String(error), 500);
      }
    },
  };
}

function inRegion(options: CodePipelineOptions, region: string): Omit<Call, "caller"> {
  const { account, calls, commits, clock, events, report } = options;
  const place = { account, region };
  const manual = approvals(clock, calls);
  const performers: Readonly<Record<string, Perform>> = {
    CodeCommit: codeCommitSource(commits, calls),
    Manual: manual.perform,
    ECS: ecsDeploy({ calls, commits, clock }),
  };
  return {
    place,
    pipelines: pipelines(join(options.folder, region)),
    approvals: manual,
    clock,
    engine: engine({
      place,
      clock,
      events,
      report,
      performerOf: ({ actionTypeId: { provider } }) => {
        const perform = performers[provider];
        if (perform === undefined) throw new Error(`No action of ${provider} is served.`);
        return perform;
      },
    }),
  };
}
