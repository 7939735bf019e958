import type * as sdk from "@aws-sdk/client-codepipeline";
import assert from "node:assert/strict";

import { Stand, declaration, name } from "./stand";

const arn = `arn:aws:codepipeline:eu-west-1:000000000000:${name}`;
type Declaration = ReturnType<typeof declaration>;

describe("CodePipeline's pipelines on local AWS", () => {
  let stand: Stand;
  beforeEach(() => {
    stand = new Stand();
  });
  afterEach(() => {
    stand.remove();
    assert.deepEqual(stand.reports, []);
  });

  const create = (pipeline: object, tags: object[] = []) =>
    stand.call("CreatePipeline", { pipeline, tags });

  it("are given back with AWS's defaults, and count their versions", async () => {
    await stand.made();
    type Got = sdk.GetPipelineCommandOutput;
    const { pipeline, metadata } = await stand.call<Got>("GetPipeline", { name });
    const { stages, ...structure } = declaration();
    assert.deepEqual(pipeline, {
      ...structure,
      version: 1,
      stages: stages.map((stage) => ({
        ...stage,
        actions: stage.actions.map((action) => ({
          inputArtifacts: [],
          outputArtifacts: [],
          runOrder: 1,
          ...action,
        })),
      })),
    });
    assert.equal(metadata?.pipelineArn, arn);
    const queued = { ...declaration({ mode: "QUEUED" }), version: 77 };
    const updated = await stand.call<Got>("UpdatePipeline", { pipeline: queued });
    assert.equal(updated.pipeline?.version, 2);
    const first = await stand.call<Got>("GetPipeline", { name, version: 1 });
    assert.equal(first.pipeline?.executionMode, "SUPERSEDED");
    await assert.rejects(
      stand.call("GetPipeline", { name, version: 3 }),
      /PipelineVersionNotFoundException/,
    );
    // An update starts nothing.
    assert.equal((await stand.executions()).length, 1);
  });

  it("have one name once, are listed, and are deleted with what runs in them", async () => {
    await create(declaration());
    await assert.rejects(create(declaration()), /PipelineNameInUseException/);
    await create({ ...declaration(), name: "another" });
    type Listed = sdk.ListPipelinesCommandOutput;
    const page = await stand.call<Listed>("ListPipelines", { maxResults: 1 });
    assert.deepEqual(
      page.pipelines?.map((pipeline) => pipeline.name),
      ["another"],
    );
    const { nextToken } = page;
    const last = await stand.call<Listed>("ListPipelines", { maxResults: 1, nextToken });
    assert.deepEqual(last.pipelines?.[0]?.name, name);
    assert.equal(last.nextToken, undefined);
    await assert.rejects(
      stand.call("ListPipelines", { nextToken: "?" }),
      /InvalidNextTokenException/,
    );
    for (const gone of [name, "another", "another"]) {
      await stand.call("DeletePipeline", { name: gone });
    }
    assert.equal(stand.clock.waits, 0);
    await stand.restart();
    assert.deepEqual((await stand.call<Listed>("ListPipelines")).pipelines, []);
    await assert.rejects(stand.executions(), /PipelineNotFoundException/);
  });

  it("are tagged", async () => {
    await create(declaration(), [{ key: "stack", value: "staging" }]);
    await stand.call("TagResource", { resourceArn: arn, tags: [{ key: "app", value: "web" }] });
    await stand.call("UntagResource", { resourceArn: arn, tagKeys: ["stack"] });
    assert.deepEqual(await stand.call("ListTagsForResource", { resourceArn: arn }), {
      tags: [{ key: "app", value: "web" }],
    });
    const tag = (resourceArn: string, key: string) =>
      stand.call("TagResource", { resourceArn, tags: [{ key, value: "" }] });
    await assert.rejects(tag(arn, "aws:mine"), /InvalidTagsException/);
    await assert.rejects(tag(`${arn}2`, "mine"), /ResourceNotFoundException/);
    await assert.rejects(tag(arn.replace("eu", "us"), "mine"), /InvalidArnException/);
  });

  const refusals: [string, (declared: Declaration) => object, RegExp][] = [
    [
      "one stage",
      (declared) => ({ stages: declared.stages.slice(0, 1) }),
      /InvalidStructureException: Pipeline has 1 stage\(s\)/,
    ],
    [
      "no source in front",
      (declared) => ({ stages: [...declared.stages].reverse() }),
      /InvalidStructureException: The first stage must contain source actions only, got Deploy/,
    ],
    [
      "two stages of one name",
      (declared) => ({ stages: [...declared.stages, ...declared.stages.slice(1)] }),
      /InvalidStructureException: Stage name must be unique, got Deploy twice/,
    ],
    [
      "no artifact store",
      () => ({ artifactStore: undefined }),
      /InvalidStructureException: Specify exactly one of artifactStore and artifactStores/,
    ],
    [
      "an artifact that nobody makes",
      (declared) => changed(declared, { inputArtifacts: [{ name: "build" }] }),
      /InvalidActionDeclarationException: Input Artifact Bundle build in action Deploy is not declared/,
    ],
    [
      "a configuration that lacks what is required",
      (declared) => changed(declared, { configuration: { ClusterName: "main" } }),
      /missing required configuration 'ServiceName'/,
    ],
    [
      "a misspelled configuration",
      (declared) =>
        changed(declared, {
          configuration: { ClusterName: "main", ServiceName: "web", Timeout: "5" },
        }),
      /contains unknown configuration 'Timeout'/,
    ],
    [
      "a timeout of more than an hour",
      (declared) =>
        changed(declared, {
          configuration: { ClusterName: "main", ServiceName: "web", DeploymentTimeout: "61" },
        }),
      /from 1 to 60, got 61/,
    ],
    [
      "an action that is not served",
      (declared) =>
        changed(declared, {
          actionTypeId: { category: "Build", owner: "AWS", provider: "Jenkins", version: "1" },
        }),
      /does not serve ActionType \(Category: 'Build', Provider: 'Jenkins'/,
    ],
    ["the mode PARALLEL", () => ({ executionMode: "PARALLEL" }), /does not serve .*PARALLEL/],
    [
      "the mode QUEUED in a pipeline of type V1",
      () => ({ executionMode: "QUEUED", pipelineType: "V1" }),
      /requires a pipeline of type V2/,
    ],
  ];
  for (const [what, change, refusal] of refusals) {
    it(`are refused with ${what}`, async () => {
      const declared = declaration();
      await assert.rejects(create({ ...declared, ...change(declared) }), refusal);
      assert.deepEqual(await stand.call("ListPipelines"), { pipelines: [] });
    });
  }

  it("are refused where they would poll", async () => {
    const { stages, ...declared } = declaration();
    stages[0]?.actions.forEach(({ configuration }) => {
      delete configuration["PollForSourceChanges"];
    });
    await assert.rejects(create({ ...declared, stages }), /PollForSourceChanges .* must be false/);
  });
});

/** The pipeline with another deploy action. */
function changed(declared: Declaration, change: object): object {
  const [source, deploy] = declared.stages;
  return {
    stages: [
      source,
      { ...deploy, actions: deploy?.actions.map((action) => ({ ...action, ...change })) },
    ],
  };
}
