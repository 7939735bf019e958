import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { type Answer } from "../awsError";
import { type AwsRequest } from "../awsRequest";
import { callerOfRequest } from "../caller";
import { type Clock } from "../clock";
import { type TaskCaller } from "../ecs/taskCallers";
import { perRegion, regionOf, served, type ServiceOptions } from "../jsonService";
import { type RegistryAddress } from "../rewriteImages";
import { logPlace, uuidOf, type Build } from "./build";
import { builds, type Builds } from "./builds";
import { type Call } from "./call";
import { type BuildCalls } from "./calls";
import { type Docker } from "./docker";
import { machineImage } from "./images";
import { buildLabel, removeMachine, startMachine } from "./machine";
import { operations } from "./operations";
import { type Place } from "./place";
import { projects, type Projects } from "./projects";
import { type RunParts } from "./runBuild";
import { commitOf, layDown, type SourceParts } from "./sources";
import { turns } from "./turns";

/** Where, for whom and with what CodeBuild is stood in for. */
export interface CodeBuildOptions extends Omit<ServiceOptions, "events"> {
  readonly clock: Clock;
  readonly calls: BuildCalls;
  readonly docker: Docker;
  readonly registry: RegistryAddress;
  readonly repositories: Omit<SourceParts, "calls">;
  /** Where containers find local AWS. @default - nowhere */
  readonly endpoint: string | undefined;
  /** Label of this local AWS's containers. */
  readonly labels: Readonly<Record<string, string>>;
  /** The environment of Python that the AWS command line is installed in. */
  readonly python: string;
}

/** CodeBuild on this machine: its API, and builds in containers. */
export interface CodeBuild {
  answer(request: AwsRequest, body: string): Promise<Answer>;
  /** For the stand-in of the pipeline, which hands its artifacts over. */
  readonly region: (name: string) => { readonly projects: Projects; readonly builds: Builds };
  /** The build whose container has this key, which is a session of its role to AWS. */
  callerOf(accessKey: string | undefined): TaskCaller | undefined;
  /** Clears away what an earlier gateway was building. */
  resume(): Promise<void>;
}

export function codeBuild(options: CodeBuildOptions): CodeBuild {
  const { folder, report } = options;
  const regionAt = perRegion((region) => inRegion(options, region));
  const regions = (): string[] => {
    mkdirSync(folder, { recursive: true });
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== "programs")
      .map(({ name }) => name);
  };
  return {
    region: (name) => regionAt(name),
    resume: async () => {
      for (const region of regions()) {
        await regionAt(region).builds.forgetLost();
      }
    },
    callerOf: (accessKey = "") => {
      const [, region = "", uuid = ""] =
        /^build\.([a-z0-9-]+)\.([0-9a-f-]{36})$/.exec(accessKey) ?? [];
      const found =
        region === ""
          ? undefined
          : regionAt(region)
              .builds.all()
              .find((build) => uuidOf(build) === uuid);
      if (found?.status !== "IN_PROGRESS") {
        return undefined;
      }
      const role = found.settings.serviceRole;
      const name = role.slice(role.lastIndexOf("/") + 1);
      const arn = `arn:aws:sts::${options.account}:assumed-role/${name}/AWSCodeBuild-${uuid}`;
      return { session: { role, arn } };
    },
    answer: (request, body) => {
      const call = async () => {
        const caller = await callerOfRequest(request, options.callerOf);
        return { ...regionAt(regionOf(request) ?? options.region), caller };
      };
      return served("CodeBuild", operations, { request, body }, call, report);
    },
  };
}

function inRegion(options: CodeBuildOptions, region: string): Omit<Call, "caller"> {
  const { account, clock, folder, calls, repositories, report } = options;
  const place = { account, region };
  const own = join(folder, region);
  const known = projects(own);
  return {
    place,
    projects: known,
    clock,
    commitOf: async (name, version) => {
      const at = repositories.repositoryFolder(name);
      return at === undefined ? undefined : commitOf(at, version);
    },
    builds: builds({
      ...runParts(options, place),
      folder: own,
      projects: known,
      clock,
      calls,
      report,
    }),
  };
}

function runParts(options: CodeBuildOptions, place: Place): RunParts {
  const { folder, clock, calls, docker, registry, repositories, endpoint, labels, python } =
    options;
  const oneByOne = turns();
  const privileged = ({ settings }: Build): boolean => settings.environment.privilegedMode === true;
  return {
    place,
    clock,
    calls,
    fetch: (build, sources) =>
      layDown({ calls, ...repositories }, build.settings.serviceRole, build.source, sources),
    start: async (build, work, log) => {
      const { environment, timeoutInMinutes = 60 } = build.settings;
      const parts = { docker, registry, folder: join(folder, "programs"), python, labels };
      const image = await machineImage(parts, environment.image);
      if (image.note !== undefined) {
        log.write(`[Container] ${image.note}`);
      }
      return startMachine(docker, {
        uuid: uuidOf(build),
        folder: work,
        image,
        privileged: privileged(build),
        lifetimeSeconds: timeoutInMinutes * 60,
        labels: { ...labels, [buildLabel]: uuidOf(build) },
      });
    },
    remove: (build) => removeMachine(docker, uuidOf(build)),
    access: (build) => ({
      ...(endpoint !== undefined && { AWS_ENDPOINT_URL: endpoint }),
      AWS_ACCESS_KEY_ID: `build.${place.region}.${uuidOf(build)}`,
      AWS_SECRET_ACCESS_KEY: "local",
      CODEBUILD_LOG_PATH: logPlace(build)?.stream ?? "",
    }),
    // They share this machine's Docker, where names are taken once; on AWS each build has a Docker of its own.
    turn: (build, signal) =>
      privileged(build) ? oneByOne(signal) : Promise.resolve(() => undefined),
  };
}
