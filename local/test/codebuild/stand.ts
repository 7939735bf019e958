import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { codeBuild, type CodeBuild } from "../../gateway/codebuild/codeBuild";
import { FakeClock } from "../codepipeline/fakes";

/** CodeBuild before a clock that belongs to the test. */
export class Stand {
  readonly clock = new FakeClock();
  readonly reports: string[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), "slipway-codebuild-"));
  private service: CodeBuild;

  constructor() {
    this.service = this.open();
  }

  /** The gateway died and another one begins on the same folder. */
  restart(): void {
    this.service = this.open();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Calls an operation. Refusals are `<code>: <message>`. */
  async call<T = Record<string, unknown>>(action: string, input: object = {}): Promise<T> {
    const { status, body, headers } = await this.service.answer(
      { service: "codebuild", action, protocol: "json", accessKey: "AKIAADA", region: "eu-west-1" },
      JSON.stringify(input),
    );
    const answer = JSON.parse(body) as T & { message?: string };
    if (status >= 300) {
      throw new Error(`${headers["x-amzn-errortype"] ?? ""}: ${answer.message ?? ""}`);
    }
    return answer;
  }

  private open(): CodeBuild {
    return codeBuild({
      folder: join(this.folder, "codebuild"),
      account: "000000000000",
      region: "eu-west-1",
      clock: this.clock,
      callerOf: () => Promise.resolve({ arn: "arn:aws:iam::000000000000:user/ada", name: "ada" }),
      report: (sentence) => this.reports.push(sentence),
    });
  }
}

/** A project of a pipeline, as the API takes it. */
export function settings(change: object = {}) {
  return {
    name: "web-build",
    serviceRole: "arn:aws:iam::000000000000:role/build",
    source: { type: "CODEPIPELINE", buildspec: "version: 0.2\n" },
    artifacts: { type: "CODEPIPELINE" },
    environment: {
      type: "LINUX_CONTAINER",
      image: "aws/codebuild/standard:7.0",
      computeType: "BUILD_GENERAL1_SMALL",
      privilegedMode: true,
    },
    ...change,
  };
}
