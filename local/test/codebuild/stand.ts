import { type Build } from "@aws-sdk/client-codebuild";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Build as KeptBuild } from "../../gateway/codebuild/build";
import { codeBuild, type CodeBuild } from "../../gateway/codebuild/codeBuild";
import { FakeClock } from "../codepipeline/fakes";
import { FakeCalls, FakeDocker } from "./fakes";

/** CodeBuild before a clock that belongs to the test. */
export class Stand {
  readonly clock = new FakeClock();
  readonly reports: string[] = [];
  readonly calls = new FakeCalls();
  readonly docker = new FakeDocker();
  /** Folders of git repositories by name. */
  readonly repositories = new Map<string, string>();

  readonly folder = mkdtempSync(join(tmpdir(), "slipway-codebuild-"));
  service: CodeBuild;

  constructor() {
    this.service = this.open();
  }

  /** The gateway died and another one begins on the same folder. */
  restart(): void {
    this.service = this.open();
  }

  /** Writes a build as a gateway leaves it that dies in the middle of it. */
  abandon(build: KeptBuild): void {
    const { phases, id, ...facts } = build;
    const kept = { ...facts, id, status: "IN_PROGRESS", phases: phases.slice(0, 3) };
    const file = join(this.folder, "codebuild/eu-west-1/builds", `${encodeURIComponent(id)}.json`);
    writeFileSync(file, JSON.stringify(kept));
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

  /** A build of the project that has come to its end. */
  async ended(id: string | undefined): Promise<Build> {
    const { builds } = this.service.region("eu-west-1");
    await builds.ended(id ?? "", new AbortController().signal);
    const { builds: found } = await this.call<{ builds: Build[] }>("BatchGetBuilds", { ids: [id] });
    const [build] = found;
    if (build === undefined) {
      throw new Error(`no build ${id ?? ""}`);
    }
    return build;
  }

  private open(): CodeBuild {
    return codeBuild({
      folder: join(this.folder, "codebuild"),
      account: "000000000000",
      region: "eu-west-1",
      clock: this.clock,
      calls: this.calls,
      docker: this.docker,
      registry: { local: "localhost:4566", aws: "000000000000.dkr.ecr.eu-west-1.amazonaws.com" },
      repositories: {
        repositoryFolder: (name) => this.repositories.get(name),
        cloneUrl: (name) => `http://localhost/${name}`,
      },
      endpoint: "http://172.17.0.1:4566",
      labels: { "ministack.instance": "slipway:test" },
      python: this.folder,
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

/** A project that is started by hand, with this buildspec and nothing else. */
export function building(buildspec: string, change: object = {}) {
  return settings({
    source: { type: "NO_SOURCE", buildspec },
    artifacts: { type: "NO_ARTIFACTS" },
    ...change,
  });
}
