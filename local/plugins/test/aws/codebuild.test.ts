import assert from "node:assert/strict";

import { Stand } from "../../../test/codebuild/stand";
import { entries } from "../../aws/codebuild";
import { type Clients } from "../../clients";
import { covers } from "../../provider/diff";
import { without } from "../../provider/values";
import { type Properties } from "../../resourceEntry";
import { context, entryOf, fakeClients, updated } from "./fakeClients";

const entry = entryOf(entries, "Project");

const inputs: Properties = {
  name: "web-build",
  description: "Builds web",
  serviceRole: "arn:aws:iam::000000000000:role/build",
  source: { type: "CODEPIPELINE", buildspec: "version: 0.2\n" },
  artifacts: { type: "CODEPIPELINE" },
  environment: {
    type: "LINUX_CONTAINER",
    image: "aws/codebuild/standard:7.0",
    computeType: "BUILD_GENERAL1_SMALL",
    privilegedMode: true,
    environmentVariables: [{ name: "APP", value: "web" }],
  },
  cache: { type: "S3", location: "cache/web" },
  logsConfig: { cloudwatchLogs: { groupName: "builds" } },
  badgeEnabled: false,
  buildTimeout: 60,
  queuedTimeout: 480,
  projectVisibility: "PRIVATE",
  tagsAll: { stack: "staging" },
};

describe("CodeBuild projects of the stand-in provider", () => {
  let stand: Stand;
  let clients: Clients;
  beforeEach(() => {
    stand = new Stand();
    const to = (action: string) => (input: object) => stand.call(action, input);
    clients = fakeClients({
      codeBuild: {
        createProject: to("CreateProject"),
        updateProject: to("UpdateProject"),
        deleteProject: to("DeleteProject"),
        batchGetProjects: to("BatchGetProjects"),
      },
    });
  });
  afterEach(() => {
    stand.remove();
  });
  const read = async (id: string): Promise<Properties> => {
    const state = await entry.read(clients, id, inputs);
    assert.ok(state !== undefined);
    return state;
  };

  it("are made as declared, known by their ARN, and read back as declared with AWS's defaults", async () => {
    const id = await entry.create(clients, inputs, context);
    assert.equal(id, "arn:aws:codebuild:eu-west-1:000000000000:project/web-build");
    const state = await read(id);
    for (const [name, wanted] of Object.entries(inputs)) {
      assert.ok(covers(state[name], wanted), `${name}: ${JSON.stringify(state[name])}`);
    }
    assert.equal(state["arn"], id);
    assert.equal(state["encryptionKey"], "arn:aws:kms:eu-west-1:000000000000:alias/aws/s3");
    assert.deepEqual(state["logsConfig"], {
      cloudwatchLogs: { status: "ENABLED", groupName: "builds" },
      s3Logs: { status: "DISABLED" },
    });
  });

  it("change in place, and lose what the program no longer says", async () => {
    const id = await entry.create(clients, inputs, context);
    const wanted = { ...without(inputs, "cache", "logsConfig"), buildTimeout: 15, tagsAll: {} };
    await updated(entry, clients, id, wanted, await read(id));
    const state = await read(id);
    assert.equal(state["buildTimeout"], 15);
    assert.deepEqual(
      [state["cache"], state["logsConfig"], state["concurrentBuildLimit"], state["tagsAll"]],
      [null, null, null, {}],
    );
  });

  it("are deleted twice without complaint", async () => {
    const id = await entry.create(clients, inputs, context);
    const state = await read(id);
    await entry.delete(clients, id, state, context);
    await entry.delete(clients, id, state, context);
    assert.equal(await entry.read(clients, id, inputs), undefined);
  });

  it("are refused where AWS's limits or the stand-in's are passed", () => {
    const problems = (change: Properties) =>
      (entry.validate?.({ ...inputs, ...change }) ?? []).map(({ property }) => property);
    assert.deepEqual(problems({}), []);
    assert.deepEqual(problems({ buildTimeout: 4 }), ["buildTimeout"]);
    assert.deepEqual(problems({ queuedTimeout: 481 }), ["queuedTimeout"]);
    assert.deepEqual(problems({ cache: { type: "S3" } }), ["cache.location"]);
    assert.deepEqual(problems({ cache: { type: "LOCAL" } }), ["cache.modes"]);
    assert.deepEqual(problems({ projectVisibility: "PUBLIC_READ" }), ["projectVisibility"]);
  });
});
