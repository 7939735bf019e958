import { CodeBuild } from "@aws-sdk/client-codebuild";
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDocument } from "yaml";

import { until } from "../../support/until";
import { clients } from "../support/clients";
import { deliveryClients } from "../support/deliveryClients";
import { fetchLocal } from "../support/http";
import { localAws } from "../support/localAws";
import { run, succeeded } from "../support/run";
import { workingCopy } from "../support/workingCopy";

const app = "main/web";
const pipelineName = "local--build-shop";

/** From a push to the repository of an app to what runs: build, test, push, release. */
describe("a push to the repository of an app", () => {
  const copy = workingCopy();
  const local = localAws(4790, copy);
  const aws = clients(local.endpoint);
  const delivery = deliveryClients(local.endpoint, "local");
  const folder = mkdtempSync(join(tmpdir(), "slipway-shop-"));
  const initial = `slipway-e2e-initial:${process.pid}`;

  const own = async (command: string, ...args: readonly string[]): Promise<string> => {
    const author = { GIT_AUTHOR_NAME: "Ann", GIT_AUTHOR_EMAIL: "ann@example.com" };
    const committer = { GIT_COMMITTER_NAME: "Ann", GIT_COMMITTER_EMAIL: "ann@example.com" };
    const env = { ...process.env, ...author, ...committer };
    return succeeded(await run(command, args, { cwd: folder, env }), command).stdout.trim();
  };
  /** Commits and pushes all that is in the folder; returns the commit. */
  const push = async (message: string): Promise<string> => {
    await own("git", "add", "--all");
    await own("git", "commit", "--quiet", "--message", message);
    await own("git", "push", "--quiet", "origin", "main");
    return own("git", "rev-parse", "HEAD");
  };
  /** How the execution of a commit ended. */
  const ended = (commitId: string): Promise<string> =>
    until(
      `the end of the build of ${commitId}`,
      async () => {
        const { pipelineExecutionSummaries = [] } = await aws.codePipeline.listPipelineExecutions({
          pipelineName,
        });
        const status = pipelineExecutionSummaries.find(({ sourceRevisions = [] }) =>
          sourceRevisions.some(({ revisionId }) => revisionId === commitId),
        )?.status;
        return status === "InProgress" ? undefined : status;
      },
      { seconds: 300 },
    );
  const version = async (): Promise<string | undefined> =>
    /Version <strong>([\d.]+)</.exec((await fetchLocal((await local.urls())[app] ?? "")).body)?.[1];
  const tags = async (): Promise<readonly string[]> => {
    const { imageDetails = [] } = await aws.ecr.describeImages({
      repositoryName: "slipway-local/hello",
    });
    return imageDetails.flatMap(({ imageTags = [] }) => imageTags);
  };

  before(async () => {
    await local.start();
    await own("docker", "build", "--quiet", "--tag", initial, join(copy, "examples", "hello"));
    await aws.codeCommit.createRepository({ repositoryName: "shop" });
    cpSync(join(copy, "examples", "hello"), folder, { recursive: true });
    await own("git", "init", "--quiet", "--initial-branch", "main");
    const url = `${local.endpoint}/git-codecommit/v1/repos/shop`;
    await own("git", "remote", "add", "origin", url);
    writeBuild(copy, initial);
    succeeded(await local.up(), "local/up");
    await delivery.begun(app);
  });

  after(async () => {
    rmSync(folder, { recursive: true });
    await local.remove();
    await own("docker", "rmi", initial).catch(() => undefined);
  });

  it("finds the initial image running", async () => {
    assert.equal(await version(), "1.0.0");
  });

  it("is built, tested, pushed once with its commit as tag, and released", async () => {
    const dockerfile = join(folder, "Dockerfile");
    const text = readFileSync(dockerfile, "utf8");
    writeFileSync(dockerfile, text.replace("APP_VERSION=1.0.0", "APP_VERSION=2.0.0"));
    const commitId = await push("Second version");
    assert.equal(await ended(commitId), "Succeeded");
    assert.equal(await version(), "2.0.0");
    assert.ok((await tags()).includes(commitId));
  });

  it("is neither pushed nor released when its test fails, and the build says so", async () => {
    rmSync(join(folder, "server.js"));
    writeFileSync(join(folder, "app.js"), "");
    const dockerfile = join(folder, "Dockerfile");
    const text = readFileSync(dockerfile, "utf8");
    writeFileSync(dockerfile, text.replace("COPY server.js", "COPY app.js"));
    const head = await delivery.head();
    const commitId = await push("Without the server");
    assert.equal(await ended(commitId), "Failed");
    assert.equal(await version(), "2.0.0");
    assert.equal(await delivery.head(), head);
    assert.ok(!(await tags()).includes(commitId));

    const codeBuild = new CodeBuild({
      endpoint: local.endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    const { ids = [] } = await codeBuild.listBuilds({});
    const { builds: [build] = [] } = await codeBuild.batchGetBuilds({ ids: ids.slice(0, 1) });
    const failed = build?.phases?.find(({ phaseStatus }) => phaseStatus === "FAILED");
    assert.equal(failed?.phaseType, "BUILD");
  });

  it("leaves nothing for the next preview to change", async () => {
    const preview = ["preview", "--expect-no-changes", "--diff", "--stack", "local"];
    succeeded(await local.pulumi(...preview), "pulumi preview");
  });
});

/** The local stack with its image built from pushes. */
function writeBuild(root: string, initial: string): void {
  const path = join(root, "Pulumi.local.yaml");
  const file = parseDocument(readFileSync(path, "utf8"));
  file.setIn(["config", "slipway:images", "hello"], { initial });
  file.setIn(["config", "slipway:builds"], {
    shop: {
      image: "hello",
      source: { codecommit: "shop", branch: "main" },
      test: { command: ["node", "-e", "require('fs').accessSync('server.js')"] },
      release: [app],
    },
  });
  writeFileSync(path, file.toString());
}
