import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { connectedFolder, connectedName } from "../../gateway/connections";
import { Stand, declaration } from "./stand";

const connectionArn = "arn:aws:codeconnections:eu-west-1:000000000000:connection/1";

/** The pipeline with another source. */
function from(provider: string, configuration: Record<string, string>) {
  const { stages, ...pipeline } = declaration();
  const [source, ...rest] = stages;
  const actions = (source?.actions ?? []).map((action) => ({
    ...action,
    actionTypeId: { ...action.actionTypeId, provider },
    configuration,
  }));
  return { ...pipeline, stages: [{ name: "Source", actions }, ...rest] };
}

describe("sources of a pipeline on local AWS", () => {
  let stand: Stand;
  beforeEach(() => {
    stand = new Stand();
  });
  afterEach(() => {
    stand.remove();
  });
  const fetched = async (declared: object) => {
    await stand.call("CreatePipeline", { pipeline: declared });
    const [execution] = await stand.executions();
    const details = await stand.actions(execution?.pipelineExecutionId ?? "");
    const found = details.find(({ actionName }) => actionName === "Revision");
    return { ...found?.output, status: found?.status };
  };

  it("from S3 are the object as it is now, copied to the artifact bucket", async () => {
    stand.aws.objects.set("sources/web.zip", Buffer.from("zip"));
    const configuration = {
      S3Bucket: "sources",
      S3ObjectKey: "web.zip",
      PollForSourceChanges: "false",
    };
    const { status, outputVariables, outputArtifacts } = await fetched(from("S3", configuration));
    assert.equal(status, "Succeeded");
    assert.equal(outputVariables?.["VersionId"], "v1");
    const { bucket, key } = outputArtifacts?.[0]?.s3location ?? {};
    assert.equal(stand.aws.objects.get(`${bucket ?? ""}/${key ?? ""}`)?.toString(), "zip");
  });

  it("from S3 that are not there fail by their name", async () => {
    const configuration = { S3Bucket: "sources", S3ObjectKey: "no", PollForSourceChanges: "false" };
    const { status, executionResult } = await fetched(from("S3", configuration));
    assert.equal(status, "Failed");
    assert.match(executionResult?.errorDetails?.message ?? "", /'no' in the bucket 'sources'/);
  });

  it("of a connection are a commit of its repository here", async () => {
    stand.commits.name = connectedName("acme/shop");
    const head = stand.commits.add("shop:1");
    const configuration = {
      ConnectionArn: connectionArn,
      FullRepositoryId: "acme/shop",
      BranchName: "staging",
      DetectChanges: "false",
    };
    const { status, outputVariables } = await fetched(
      from("CodeStarSourceConnection", configuration),
    );
    assert.equal(status, "Succeeded");
    assert.equal(outputVariables?.["CommitId"], head);
    assert.equal(outputVariables["FullRepositoryName"], "acme/shop");
    const used = `pipeline codeconnections:UseConnection ${connectionArn}`;
    assert.ok(stand.aws.noted.includes(used));
  });

  it("of a connection without its repository here fail, and say where it belongs", async () => {
    const configuration = {
      ConnectionArn: connectionArn,
      FullRepositoryId: "acme/none",
      BranchName: "main",
    };
    const { executionResult } = await fetched(from("CodeStarSourceConnection", configuration));
    assert.match(executionResult?.errorDetails?.message ?? "", /in connections\/acme\/none/);
  });

  it("of a connection keep their triggers, which must name a source", async () => {
    const declared = { ...declaration(), name: "triggered" };
    const triggers = (sourceActionName: string) => [
      {
        providerType: "CodeStarSourceConnection",
        gitConfiguration: { sourceActionName, push: [{ branches: { includes: ["main"] } }] },
      },
    ];
    await stand.call("CreatePipeline", {
      pipeline: { ...declared, triggers: triggers("Revision") },
    });
    const { pipeline } = await stand.call<{ pipeline: { triggers: unknown } }>("GetPipeline", {
      name: "triggered",
    });
    assert.deepEqual(pipeline.triggers, triggers("Revision"));
    const other = { ...declared, name: "other" };
    await assert.rejects(
      stand.call("CreatePipeline", { pipeline: { ...other, triggers: triggers("Build") } }),
      /names Build, which is no source action/,
    );
    await assert.rejects(
      stand.call("CreatePipeline", {
        pipeline: { ...other, pipelineType: "V1", triggers: triggers("Revision") },
      }),
      /require a pipeline of type V2/,
    );
  });
});

describe("the repository behind a connection", () => {
  const folder = mkdtempSync(join(tmpdir(), "slipway-connections-"));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const head = (path: string): void => {
    const file = join(folder, path, "HEAD");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "ref: refs/heads/main\n");
  };

  it("is a folder with a work tree, or bare, whose path stays inside", () => {
    head("acme/tree/.git");
    head("acme/bare.git");
    head("acme/plain");
    const found = (name: string): string | undefined =>
      connectedFolder(folder, connectedName(name));
    assert.equal(found("acme/tree"), join(folder, "acme/tree/.git"));
    assert.equal(found("acme/bare"), join(folder, "acme/bare.git"));
    assert.equal(found("acme/plain"), join(folder, "acme/plain"));
    assert.equal(found("acme/none"), undefined);
    assert.equal(found("acme/../acme/plain"), undefined);
    assert.equal(connectedFolder(folder, "acme/plain"), undefined);
  });
});
