import { join } from "node:path";

import { type Answer } from "../awsError";
import { type AwsRequest } from "../awsRequest";
import { callerOfRequest } from "../caller";
import { type Clock } from "../clock";
import { perRegion, regionOf, served, type ServiceOptions } from "../jsonService";
import { type Call } from "./call";
import { operations } from "./operations";
import { projects } from "./projects";

/** Where, for whom and with what CodeBuild is stood in for. */
export interface CodeBuildOptions extends Omit<ServiceOptions, "events"> {
  readonly clock: Clock;
}

/** CodeBuild on this machine: its API. The emulator's forgets half of a project, and runs nothing. */
export interface CodeBuild {
  answer(request: AwsRequest, body: string): Promise<Answer>;
}

export function codeBuild(options: CodeBuildOptions): CodeBuild {
  const { account, clock, folder } = options;
  const regionAt = perRegion((region): Omit<Call, "caller"> => ({
    place: { account, region },
    projects: projects(join(folder, region)),
    clock,
  }));
  return {
    answer: (request, body) => {
      const call = async () => {
        const caller = await callerOfRequest(request, options.callerOf);
        return { ...regionAt(regionOf(request) ?? options.region), caller };
      };
      return served("CodeBuild", operations, { request, body }, call, options.report);
    },
  };
}
