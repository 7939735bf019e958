import { type CodeCommit } from "@aws-sdk/client-codecommit";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { codeCommitStore } from "../../../delivery/codeCommitStore";
import { Clones } from "./clones";
import { Stand, toQueue } from "./stand";

describe("CodeCommit's git on local AWS", () => {
  let stand: Stand;
  let client: CodeCommit;
  const clones = new Clones();
  let repositoryName = "";
  before(async () => {
    stand = await Stand.start();
    client = stand.client();
  });
  after(async () => {
    await stand.stop();
    clones.remove();
  });
  beforeEach(async () => {
    repositoryName = await stand.newRepository([toQueue]);
  });

  const clone = (name = repositoryName) => clones.clone(stand.cloneUrl(repositoryName), name);

  it("clones what the API committed, and reads by the API what was pushed", async () => {
    await client.putFile({
      repositoryName,
      branchName: "staging",
      filePath: "main/web/revision.json",
      fileContent: Buffer.from("one"),
    });
    const folder = await clone();
    assert.equal(readFileSync(clones.path(folder, "main/web/revision.json"), "utf8"), "one");
    const commitId = await clones.commitFile(folder, "main/web/revision.json", "two");
    await clones.git(folder, "push", "--quiet");
    const { branch } = await client.getBranch({ repositoryName, branchName: "staging" });
    assert.equal(branch?.commitId, commitId);
    const store = codeCommitStore(client, { repository: repositoryName, branch: "staging" });
    assert.deepEqual(await store.read("main/web/revision.json"), { commitId, text: "two" });
    const texts: string[] = [];
    for await (const { text, author } of store.history("main/web/revision.json")) {
      texts.push(`${author}: ${text}`);
    }
    assert.deepEqual(texts, ["Grace: two", "ada: one"]);
  });

  it("takes the first push of an empty repository, whose branch becomes the default", async () => {
    const folder = await clone();
    await clones.git(folder, "checkout", "--quiet", "-b", "prod");
    await clones.commitFile(folder, "README.md", "hello");
    await clones.git(folder, "push", "--quiet", "origin", "prod");
    const { repositoryMetadata } = await client.getRepository({ repositoryName });
    assert.equal(repositoryMetadata?.defaultBranch, "prod");
  });

  it("refuses a push that is behind, and takes it after a pull", async () => {
    const one = await clone(`${repositoryName}-one`);
    await clones.git(one, "checkout", "--quiet", "-b", "main");
    await clones.commitFile(one, "a", "a");
    await clones.git(one, "push", "--quiet", "origin", "main");
    const two = await clone(`${repositoryName}-two`);
    await clones.commitFile(one, "b", "b");
    await clones.git(one, "push", "--quiet", "origin", "main");
    await clones.commitFile(two, "c", "c");
    await assert.rejects(
      clones.git(two, "push", "--quiet", "origin", "main"),
      /rejected|fetch first/,
    );
    await clones.git(two, "pull", "--quiet", "--rebase", "origin", "main");
    await clones.git(two, "push", "--quiet", "origin", "main");
    const { files } = await client.getFolder({ repositoryName, folderPath: "" });
    assert.deepEqual(
      files?.map(({ relativePath }) => relativePath),
      ["a", "b", "c"],
    );
  });

  it("carries a push of several megabytes and fetches by either version of the protocol", async () => {
    const folder = await clone();
    await clones.git(folder, "checkout", "--quiet", "-b", "main");
    const noise = Array.from({ length: 60_000 }, () => Math.random().toString(36)).join("\n");
    await clones.commitFile(folder, "noise.txt", noise);
    await clones.git(folder, "push", "--quiet", "origin", "main");
    for (const version of ["0", "2"]) {
      const copy = `${repositoryName}-${version}`;
      const from = stand.cloneUrl(repositoryName);
      await clones.git("", "-c", `protocol.version=${version}`, "clone", "--quiet", from, copy);
      assert.equal(readFileSync(clones.path(copy, "noise.txt"), "utf8"), noise);
    }
  });

  it("says that a repository does not exist", async () => {
    await assert.rejects(
      clones.git("", "clone", `${stand.origin}/git-codecommit/v1/repos/none`),
      /not found/,
    );
  });

  it("keeps every one of ten releases that are committed at once, whether pushed or by the API", async () => {
    const store = codeCommitStore(client, { repository: repositoryName, branch: "staging" });
    await store.commit({ path: "main/app/revision.json", text: "0", message: "start" });
    const folder = await clone();
    const pushed = (async () => {
      await clones.commitFile(folder, "main/pushed/revision.json", "pushed");
      for (;;) {
        try {
          await clones.git(folder, "push", "--quiet");
          return;
        } catch {
          await clones.git(folder, "pull", "--quiet", "--rebase");
        }
      }
    })();
    const apps = Array.from({ length: 9 }, (_, i) => `main/app${i}/revision.json`);
    await Promise.all([
      pushed,
      ...apps.map((path) => store.commit({ path, text: path, message: path })),
    ]);
    for (const path of apps) {
      assert.equal((await store.read(path))?.text, path);
    }
    assert.equal((await store.read("main/pushed/revision.json"))?.text, "pushed");
    const moves = (await stand.events()).length;
    // README, the start, and ten commits; one event each.
    assert.equal(moves, 12);
  });
});
