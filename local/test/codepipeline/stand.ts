import type * as sdk from "@aws-sdk/client-codepipeline";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { codePipeline, type CodePipeline } from "../../gateway/codepipeline/codePipeline";
import { type AwsEvent } from "../../gateway/events/awsEvent";
import { FakeBuilds } from "../codebuild/fakes";
import { FakeAws, FakeClock, FakeCommits, rest } from "./fakes";

/** CodePipeline before an ECS, commits and a clock that belong to the test. */
export class Stand {
  readonly clock = new FakeClock();
  readonly aws = new FakeAws();
  readonly commits = new FakeCommits();
  readonly builds = new FakeBuilds();
  readonly events: AwsEvent[] = [];
  readonly reports: string[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), "slipway-codepipeline-"));
  private service: CodePipeline;

  constructor() {
    this.service = this.open();
  }

  /** The gateway died and another one begins on the same folder; what was under way is lost. */
  async restart(): Promise<void> {
    this.clock.forget();
    this.service = this.open();
    this.service.resume();
    await rest();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Calls an operation and lets everything happen that waits for nothing. Refusals are `<code>: <message>`. */
  async call<T = Record<string, unknown>>(action: string, input: object = {}): Promise<T> {
    const { status, body, headers } = await this.service.answer(
      {
        service: "codepipeline",
        action,
        protocol: "json",
        accessKey: "AKIAADA",
        region: "eu-west-1",
      },
      JSON.stringify(input),
    );
    const answer = JSON.parse(body) as T & { message?: string };
    if (status >= 300) {
      throw new Error(`${headers["x-amzn-errortype"] ?? ""}: ${answer.message ?? ""}`);
    }
    await rest();
    return answer;
  }

  /** Makes the pipeline and lets its first run come to its end. */
  async made(declared = declaration()): Promise<void> {
    this.commits.add("shop:1");
    await this.call("CreatePipeline", { pipeline: declared });
    this.aws.settle();
    await this.clock.advance(1000);
    this.events.length = 0;
    this.aws.calls.length = 0;
  }

  async start(commit?: string, token?: string): Promise<string> {
    const { pipelineExecutionId } = await this.call<{ pipelineExecutionId: string }>(
      "StartPipelineExecution",
      {
        name,
        ...(token !== undefined && { clientRequestToken: token }),
        ...(commit !== undefined && {
          sourceRevisions: [
            { actionName: "Revision", revisionType: "COMMIT_ID", revisionValue: commit },
          ],
        }),
      },
    );
    return pipelineExecutionId;
  }

  async executions(): Promise<readonly sdk.PipelineExecutionSummary[]> {
    const { pipelineExecutionSummaries = [] } =
      await this.call<sdk.ListPipelineExecutionsCommandOutput>("ListPipelineExecutions", {
        pipelineName: name,
      });
    return pipelineExecutionSummaries;
  }

  /** Statuses, newest first. */
  async statuses(): Promise<readonly (string | undefined)[]> {
    return (await this.executions()).map(({ status }) => status);
  }

  async stage(stageName: string): Promise<sdk.StageState> {
    const state = await this.call<sdk.GetPipelineStateCommandOutput>("GetPipelineState", { name });
    const found = state.stageStates?.find((stage) => stage.stageName === stageName);
    if (found === undefined) {
      throw new Error(`no stage ${stageName}`);
    }
    return found;
  }

  async actions(pipelineExecutionId: string): Promise<readonly sdk.ActionExecutionDetail[]> {
    const { actionExecutionDetails = [] } = await this.call<sdk.ListActionExecutionsCommandOutput>(
      "ListActionExecutions",
      {
        pipelineName: name,
        filter: { pipelineExecutionId },
      },
    );
    return actionExecutionDetails;
  }

  /** `<level> <stage or action> <state>` of each event. */
  told(): string[] {
    return this.events.map(({ "detail-type": type, detail }) => {
      const [, level = ""] = type.split(" ");
      const where = level === "Action" ? detail["action"] : detail["stage"];
      return [level, where, detail["state"]].filter((part) => typeof part === "string").join(" ");
    });
  }

  private open(): CodePipeline {
    return codePipeline({
      folder: join(this.folder, "codepipeline"),
      account: "000000000000",
      region: "eu-west-1",
      calls: this.aws,
      commits: this.commits,
      codeBuild: () => this.builds,
      clock: this.clock,
      events: { emit: (event) => this.events.push(event) },
      callerOf: () => Promise.resolve({ arn: "arn:aws:iam::000000000000:user/ada", name: "ada" }),
      report: (sentence) => this.reports.push(sentence),
    });
  }
}

export const name = "deployment-staging-main-web";
export const roleArn = "arn:aws:iam::000000000000:role/pipeline";

/** The pipeline of components/delivery, as the API takes it. */
export function declaration({ approval = false, mode = "SUPERSEDED" } = {}) {
  const type = (category: string, provider: string) => ({
    category,
    owner: "AWS",
    provider,
    version: "1",
  });
  const source = {
    name: "Source",
    actions: [
      {
        name: "Revision",
        actionTypeId: type("Source", "CodeCommit"),
        configuration: {
          RepositoryName: "deployment",
          BranchName: "staging",
          PollForSourceChanges: "false",
        } as Record<string, string>,
        outputArtifacts: [{ name: "revision" }],
      },
    ],
  };
  const wait = {
    name: "Approval",
    actions: [
      {
        name: "Approval",
        actionTypeId: type("Approval", "Manual"),
        configuration: {
          NotificationArn: "arn:aws:sns:eu-west-1:000000000000:notices",
          CustomData: "Deploy?",
        } as Record<string, string>,
      },
    ],
  };
  const deploy = {
    name: "Deploy",
    actions: [
      {
        name: "Deploy",
        actionTypeId: type("Deploy", "ECS"),
        configuration: {
          ClusterName: "staging-main",
          ServiceName: "staging-main-web",
          FileName: "main/web/revision.json",
          DeploymentTimeout: "15",
        } as Record<string, string>,
        inputArtifacts: [{ name: "revision" }],
      },
    ],
  };
  return {
    name,
    roleArn,
    pipelineType: "V2",
    executionMode: mode,
    artifactStore: { type: "S3", location: "artifacts" },
    stages: approval ? [source, wait, deploy] : [source, deploy],
  };
}
