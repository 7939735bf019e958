import { type CodeCommit } from "@aws-sdk/client-codecommit";
import assert from "node:assert/strict";

import { Stand } from "../../../test/codecommit/stand";
import { entries } from "../../aws/codecommit";
import { type Clients } from "../../clients";
import { context, entryOf, updated } from "./fakeClients";

const entry = entryOf(entries, "Repository");

describe("CodeCommit repositories of the stand-in provider", () => {
  let stand: Stand;
  let codeCommit: CodeCommit;
  let clients: Clients;
  before(async () => {
    stand = await Stand.start();
    codeCommit = stand.client();
    clients = {
      region: "eu-west-1",
      partition: "aws",
      codeCommit: () => Promise.resolve(codeCommit),
    } as Partial<Clients> as Clients;
  });
  after(() => stand.stop());

  it("are made, read, changed in place, and deleted twice without complaint", async () => {
    const inputs = {
      repositoryName: "deployment",
      description: "Deployments",
      tagsAll: { project: "hello", stack: "local" },
    };
    const id = await entry.create(clients, inputs, context);
    assert.equal(id, "deployment");
    const state = await entry.read(clients, id, inputs);
    assert.ok(state !== undefined);
    assert.match(String(state["repositoryId"]), /^[0-9a-f-]{36}$/);
    assert.deepEqual(state, {
      arn: "arn:aws:codecommit:eu-west-1:000000000000:deployment",
      cloneUrlHttp: `${stand.origin}/git-codecommit/v1/repos/deployment`,
      cloneUrlSsh: "ssh://git-codecommit.eu-west-1.amazonaws.com/v1/repos/deployment",
      description: "Deployments",
      kmsKeyId: null,
      repositoryId: state["repositoryId"],
      repositoryName: "deployment",
      tagsAll: { project: "hello", stack: "local" },
    });
    const wanted = { ...inputs, description: "Every commit deploys", tagsAll: { stack: "prod" } };
    await updated(entry, clients, id, wanted, state);
    const changed = await entry.read(clients, id, wanted);
    assert.equal(changed?.["description"], "Every commit deploys");
    assert.deepEqual(changed["tagsAll"], { stack: "prod" });
    assert.equal(changed["repositoryId"], state["repositoryId"]);
    await entry.delete(clients, id, state, context);
    await entry.delete(clients, id, state, context);
    assert.equal(await entry.read(clients, id, state), undefined);
  });

  it("leave the default branch alone unless the program names one that can be", async () => {
    const inputs = { repositoryName: "branches", defaultBranch: "prod", tagsAll: {} };
    const id = await entry.create(clients, inputs, context);
    const empty = await entry.read(clients, id, inputs);
    assert.equal("defaultBranch" in (empty ?? {}), false);
    const put = { repositoryName: id, filePath: "a", fileContent: Buffer.from("a") };
    const { commitId } = await codeCommit.putFile({ ...put, branchName: "staging" });
    await codeCommit.createBranch({ repositoryName: id, branchName: "prod", commitId });
    const unnamed = await entry.read(clients, id, { repositoryName: id });
    assert.equal("defaultBranch" in (unnamed ?? {}), false);
    assert.equal((await entry.read(clients, id, inputs))?.["defaultBranch"], "staging");
    await updated(entry, clients, id, inputs, { ...inputs, defaultBranch: "staging" });
    assert.equal((await entry.read(clients, id, inputs))?.["defaultBranch"], "prod");
  });

  it("are not renamed, and stay in the state when their default branch is refused", async () => {
    const inputs = { repositoryName: "kept", tagsAll: {} };
    const id = await entry.create(clients, inputs, context);
    await assert.rejects(
      updated(entry, clients, id, { ...inputs, repositoryName: "other" }, inputs),
      /does not rename the repository "kept"/,
    );
    const listBranches = () => Promise.reject(new Error("throttled"));
    const failing = new Proxy(codeCommit, {
      get: (target, name) =>
        name === "listBranches" ? listBranches : (Reflect.get(target, name) as unknown),
    });
    const broken = { ...clients, codeCommit: () => Promise.resolve(failing) };
    await assert.rejects(
      entry.create(broken, { repositoryName: "half", defaultBranch: "prod", tagsAll: {} }, context),
      { name: "PartialCreateError", id: "half" },
    );
  });

  it("have names and descriptions as long as the real provider takes", () => {
    const problems = entry.validate?.({
      repositoryName: "x".repeat(101),
      description: "x".repeat(1001),
    });
    assert.deepEqual(
      problems?.map(({ property }) => property),
      ["repositoryName", "description"],
    );
    assert.deepEqual(entry.validate?.({ repositoryName: "deployment" }), []);
  });
});
