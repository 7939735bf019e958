import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { Stand } from "./stand";

describe("CodeCommit's repositories on local AWS", () => {
  let stand: Stand;
  before(async () => {
    stand = await Stand.start();
  });
  after(() => stand.stop());

  it("are made, described, listed and deleted", async () => {
    const client = stand.client();
    const { repositoryMetadata: made } = await client.createRepository({
      repositoryName: "deployment",
      repositoryDescription: "Every commit is a deployment",
      tags: { project: "hello" },
    });
    assert.match(made?.repositoryId ?? "", /^[0-9a-f-]{36}$/);
    assert.equal(made?.Arn, "arn:aws:codecommit:eu-west-1:000000000000:deployment");
    assert.equal(made.cloneUrlHttp, `${stand.origin}/git-codecommit/v1/repos/deployment`);
    assert.equal(made.defaultBranch, undefined);
    assert.ok(made.creationDate instanceof Date);
    const { repositoryMetadata: found } = await client.getRepository({
      repositoryName: "deployment",
    });
    assert.deepEqual(found, made);
    await client.createRepository({ repositoryName: "another" });
    const { repositories } = await client.listRepositories({ order: "descending" });
    assert.deepEqual(
      repositories?.map(({ repositoryName }) => repositoryName),
      ["deployment", "another"],
    );
    const batch = await client.batchGetRepositories({ repositoryNames: ["another", "none"] });
    assert.deepEqual(batch.repositoriesNotFound, ["none"]);
    assert.equal(batch.repositories?.length, 1);
    const { repositoryId } = await client.deleteRepository({ repositoryName: "another" });
    assert.match(repositoryId ?? "", /^[0-9a-f-]{36}$/);
    assert.equal(
      (await client.deleteRepository({ repositoryName: "another" })).repositoryId,
      undefined,
    );
  });

  it("keep what is changed about them", async () => {
    const client = stand.client();
    const repositoryName = "changed";
    const { repositoryMetadata } = await client.createRepository({ repositoryName });
    const resourceArn = repositoryMetadata?.Arn;
    await client.updateRepositoryDescription({ repositoryName, repositoryDescription: "new" });
    await client.updateRepositoryEncryptionKey({ repositoryName, kmsKeyId: "key" });
    await client.tagResource({ resourceArn, tags: { a: "1", b: "2" } });
    await client.tagResource({ resourceArn, tags: { b: "3" } });
    await client.untagResource({ resourceArn, tagKeys: ["a"] });
    await client.updateRepositoryName({ oldName: repositoryName, newName: "renamed" });
    const { repositoryMetadata: now } = await client.getRepository({ repositoryName: "renamed" });
    assert.equal(now?.repositoryDescription, "new");
    assert.equal(now.kmsKeyId, "key");
    const arn = now.Arn;
    assert.deepEqual((await client.listTagsForResource({ resourceArn: arn })).tags, { b: "3" });
    await assert.rejects(client.getRepository({ repositoryName }), {
      name: "RepositoryDoesNotExistException",
    });
  });

  it("belong to one region", async () => {
    await stand.client().createRepository({ repositoryName: "regional" });
    await assert.rejects(stand.client("us-east-1").getRepository({ repositoryName: "regional" }), {
      name: "RepositoryDoesNotExistException",
    });
  });

  it("are refused by AWS's names for what is wrong", async () => {
    const client = stand.client();
    await client.createRepository({ repositoryName: "taken" });
    const refusals: readonly [() => Promise<unknown>, string][] = [
      [() => client.createRepository({ repositoryName: "taken" }), "RepositoryNameExistsException"],
      [() => client.createRepository({ repositoryName: "a b" }), "ValidationException"],
      [
        () => client.createRepository({ repositoryName: "a.git" }),
        "InvalidRepositoryNameException",
      ],
      [() => client.createRepository({ repositoryName: "x".repeat(101) }), "ValidationException"],
      [
        () => client.createRepository({ repositoryName: "b", tags: { "aws:x": "1" } }),
        "InvalidSystemTagUsageException",
      ],
      [() => client.getRepository({ repositoryName: "none" }), "RepositoryDoesNotExistException"],
      [
        () => client.updateRepositoryName({ oldName: "none", newName: "some" }),
        "RepositoryDoesNotExistException",
      ],
      [
        () =>
          client.listTagsForResource({ resourceArn: "arn:aws:sqs:eu-west-1:000000000000:taken" }),
        "InvalidResourceArnException",
      ],
      [() => client.listRepositories({ nextToken: "x" }), "InvalidContinuationTokenException"],
      [() => client.createPullRequest({ title: "a", targets: [] }), "InvalidAction"],
    ];
    for (const [call, name] of refusals) {
      await assert.rejects(call, { name });
    }
  });

  it("make one of two repositories that are created at once under one name", async () => {
    const client = stand.client();
    const made = await Promise.allSettled(
      ["x", "y"].map((repositoryDescription) =>
        client.createRepository({ repositoryName: "twice", repositoryDescription }),
      ),
    );
    assert.deepEqual(made.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  });

  it("take commits after a git that was killed in the middle of one", async () => {
    const client = stand.client();
    const put = { repositoryName: "killed", branchName: "staging", fileContent: Buffer.from("a") };
    await client.createRepository({ repositoryName: "killed" });
    const { commitId } = await client.putFile({ ...put, filePath: "a" });
    const folder = stand.gateway.codeCommit.folderOf("killed") ?? "";
    writeFileSync(join(folder, "refs/heads/staging.lock"), "");
    const locked = client.putFile({ ...put, filePath: "b", parentCommitId: commitId });
    await assert.rejects(locked, { name: "InternalFailure" });
    await stand.restart();
    await stand.client().putFile({ ...put, filePath: "b", parentCommitId: commitId });
  });

  it("are there after a restart, with all that is in them", async () => {
    const client = stand.client();
    const repositoryName = "lasting";
    await client.createRepository({ repositoryName, tags: { a: "1" } });
    const { commitId } = await client.putFile({
      repositoryName,
      branchName: "staging",
      filePath: "a.txt",
      fileContent: Buffer.from("a"),
    });
    await stand.restart();
    const again = stand.client();
    const { repositoryMetadata } = await again.getRepository({ repositoryName });
    assert.equal(repositoryMetadata?.defaultBranch, "staging");
    assert.deepEqual(
      (await again.listTagsForResource({ resourceArn: repositoryMetadata.Arn })).tags,
      { a: "1" },
    );
    const { branch } = await again.getBranch({ repositoryName, branchName: "staging" });
    assert.equal(branch?.commitId, commitId);
  });
});
