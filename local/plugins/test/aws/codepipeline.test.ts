import { type CreatePipelineCommandInput } from "@aws-sdk/client-codepipeline";
import assert from "node:assert/strict";

import { stages } from "../../../../components/delivery/stages";
import { Stand } from "../../../test/codepipeline/stand";
import { entries } from "../../aws/codepipeline";
import { type Clients } from "../../clients";
import { awsError, context, entryOf, fakeClients, updated } from "./fakeClients";

const entry = entryOf(entries, "Pipeline");
const name = "deployment-staging-main-web";

describe("pipelines of the stand-in provider", () => {
  let stand: Stand;
  let clients: Clients;
  const called: string[] = [];
  const structure = (timeoutMinutes: number) => ({
    name,
    pipelineType: "V2",
    executionMode: "SUPERSEDED",
    roleArn: "arn:aws:iam::000000000000:role/pipeline",
    artifactStores: [{ type: "S3", location: "artifacts" }],
    stages: stages({
      repository: "deployment",
      branch: "staging",
      path: "main/web/revision.json",
      cluster: "staging-main",
      family: "staging-main-web",
      by: { action: "ecs", roleArns: [] },
      timeoutMinutes,
      approval: { topicArn: "arn:aws:sns:eu-west-1:000000000000:notices" },
    }),
    tagsAll: { stack: "staging" },
  });
  beforeEach(() => {
    stand = new Stand();
    called.length = 0;
    const to = (action: string) => (input: object) => {
      called.push(action);
      return stand.call(action, input).catch((error: unknown) => {
        const [code = "", ...message] = String(error).replace("Error: ", "").split(": ");
        throw awsError(code, message.join(": "));
      });
    };
    clients = fakeClients({
      codePipeline: {
        createPipeline: to("CreatePipeline"),
        getPipeline: to("GetPipeline"),
        updatePipeline: to("UpdatePipeline"),
        deletePipeline: to("DeletePipeline"),
        listTagsForResource: to("ListTagsForResource"),
        tagResource: to("TagResource"),
        untagResource: to("UntagResource"),
      },
    });
  });
  afterEach(() => {
    stand.remove();
  });

  it("are made as components declare them, and read back the same with AWS's defaults", async () => {
    const inputs = structure(15);
    const id = await entry.create(clients, inputs, context);
    assert.equal(id, name);
    const state = await entry.read(clients, id, inputs);
    assert.deepEqual(state, {
      ...inputs,
      stages: inputs.stages.map((stage) => ({
        ...stage,
        actions: (stage.actions as object[]).map((action) => ({ ...action, runOrder: 1 })),
      })),
      arn: `arn:aws:codepipeline:eu-west-1:000000000000:${name}`,
      triggerAlls: [],
      triggers: [],
    });
  });

  it("change in place; tags alone make no new version", async () => {
    const inputs = structure(15);
    const id = await entry.create(clients, inputs, context);
    const state = await entry.read(clients, id, inputs);
    assert.ok(state !== undefined);
    await updated(entry, clients, id, { ...inputs, tagsAll: { app: "web" } }, state);
    assert.ok(!called.includes("UpdatePipeline"));
    assert.deepEqual((await entry.read(clients, id, inputs))?.["tagsAll"], { app: "web" });
    await updated(entry, clients, id, structure(20), state);
    const { pipeline } = await stand.call<CreatePipelineCommandInput>("GetPipeline", { name });
    assert.equal(pipeline?.version, 2);
    assert.equal(pipeline.stages?.[2]?.actions?.[0]?.configuration?.["DeploymentTimeout"], "20");
  });

  it("keep their triggers, in the provider's words", async () => {
    const git = { sourceActionName: "Revision", pushes: [{ branches: { includes: ["main"] } }] };
    const triggers = [{ providerType: "CodeStarSourceConnection", gitConfiguration: git }];
    const inputs = { ...structure(15), triggers };
    const id = await entry.create(clients, inputs, context);
    const state = await entry.read(clients, id, inputs);
    assert.deepEqual(state?.["triggers"], triggers);
    await updated(entry, clients, id, structure(15), state);
    assert.deepEqual((await entry.read(clients, id, inputs))?.["triggers"], []);
  });

  it("are deleted twice without complaint", async () => {
    const id = await entry.create(clients, structure(15), context);
    await entry.delete(clients, id, {}, context);
    await entry.delete(clients, id, {}, context);
    assert.equal(await entry.read(clients, id, {}), undefined);
  });

  it("are refused where they are not served as declared", () => {
    const problems = (inputs: object) =>
      (entry.validate?.({ ...structure(15), ...inputs }) ?? []).map(({ property }) => property);
    assert.deepEqual(problems({}), []);
    assert.deepEqual(problems({ stages: structure(15).stages.slice(0, 1) }), ["stages"]);
    const store = { type: "S3", location: "artifacts", region: "eu-west-1" };
    assert.deepEqual(problems({ artifactStores: [store] }), ["artifactStores[0].region"]);
  });
});
