import assert from "node:assert/strict";

import { ecrAdapter } from "../../../../delivery/aws/ecr";
import { formatRevision } from "../../../../delivery/format";
import { codeCommitBranch } from "../../../../functions/trigger/codeCommitBranch";
import { imageOf, releasedImages } from "../../../../functions/trigger/releasedImages";
import { retryAfterSeconds } from "../../../../functions/trigger/scope";
import { awsError, fakeClient } from "../fakeClient";
import { memoryLog } from "./fakes";

const at = { repository: "deployment", branch: "prod" };

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) {
    found.push(item);
  }
  return found;
}

describe("the branch in CodeCommit", () => {
  it("is absent before its first commit", async () => {
    const client = fakeClient({
      GetBranch: () => {
        throw awsError("BranchDoesNotExistException");
      },
    });
    assert.equal(await codeCommitBranch(client, at).head(), undefined);
  });

  it("tells every path that differs, page by page, with both names of a moved file", async () => {
    const client = fakeClient({
      GetDifferences: ({ NextToken }) =>
        NextToken === undefined
          ? { differences: [{ afterBlob: { path: "a" } }], NextToken: "more" }
          : { differences: [{ beforeBlob: { path: "b" }, afterBlob: { path: "c" } }] },
    });
    assert.deepEqual(await codeCommitBranch(client, at).changedPaths("c1", "c2"), ["a", "b", "c"]);
    assert.deepEqual(
      client.calls.map(({ input }) => [
        input["beforeCommitSpecifier"],
        input["afterCommitSpecifier"],
        input["NextToken"],
      ]),
      [
        ["c1", "c2", undefined],
        ["c1", "c2", "more"],
      ],
    );
  });

  it("tells when the commits of before are gone, and no other error", async () => {
    const answering = (name: string) =>
      codeCommitBranch(
        fakeClient({
          GetDifferences: () => {
            throw awsError(name);
          },
        }),
        at,
      ).changedPaths("c1", "c2");
    assert.equal(await answering("CommitDoesNotExistException"), undefined);
    await assert.rejects(answering("RepositoryDoesNotExistException"));
  });

  it("lists the versions of a path newest first, in whatever order they come", async () => {
    const version = (commitId: string, revisionChildren: string[], path = "main/web/x") => ({
      commit: { commitId, author: { date: "1484167798 -0800" } },
      blobId: `blob ${commitId}`,
      path,
      revisionChildren,
    });
    const client = fakeClient({
      ListFileCommitHistory: ({ nextToken }) =>
        nextToken === undefined
          ? {
              revisionDag: [version("c1", ["c2"]), version("c0", ["c1"], "old/name")],
              nextToken: "2",
            }
          : { revisionDag: [version("c2", [])] },
    });
    const date = new Date(1484167798000);
    assert.deepEqual(await all(codeCommitBranch(client, at).versions("main/web/x", "c2")), [
      { commitId: "c2", blobId: "blob c2", date },
      { commitId: "c1", blobId: "blob c1", date },
    ]);
  });

  it("has no versions seen from a commit that is gone, and no text where there is no file", async () => {
    const branch = codeCommitBranch(
      fakeClient({
        ListFileCommitHistory: () => {
          throw awsError("CommitDoesNotExistException");
        },
        GetFile: () => {
          throw awsError("FileDoesNotExistException");
        },
      }),
      at,
    );
    assert.deepEqual(await all(branch.versions("x", "c1")), []);
    assert.equal(await branch.read("x", "c1"), undefined);
  });
});

const registry = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
const digest = `sha256:${"0".repeat(64)}`;

describe("released images", () => {
  const text = formatRevision([
    { name: "web", imageUri: `${registry}/shop-prod/web@${digest}` },
    { name: "copy", imageUri: `${registry}/shop-prod/web@${digest}` },
    { name: "proxy", imageUri: "nginx:1.27" },
    { name: "other", imageUri: `${registry}/shop-staging/web:v1` },
  ]);
  const manifest = {
    images: [
      { imageManifest: "{…}", imageManifestMediaType: "application/vnd.oci.image.index.v1+json" },
    ],
  };

  it("get one tag each, in the stack's own repositories only, with the manifest as it was", async () => {
    const client = fakeClient({ BatchGetImage: () => manifest, PutImage: () => ({}) });
    await releasedImages(ecrAdapter(client), "shop-prod/", memoryLog()).markReleased(
      text,
      "main/web",
      "c1",
    );
    assert.deepEqual(
      client.calls.map(({ operation }) => operation),
      ["BatchGetImage", "PutImage"],
    );
    assert.deepEqual(client.calls[0]?.input["imageIds"], [{ imageDigest: digest }]);
    assert.deepEqual(client.calls[1]?.input, {
      repositoryName: "shop-prod/web",
      imageManifest: "{…}",
      imageManifestMediaType: "application/vnd.oci.image.index.v1+json",
      imageTag: "release-c1",
    });
  });

  it("may have the tag already; every other refusal is told and does not stop a deployment", async () => {
    const log = memoryLog();
    const refusing = (name: string) =>
      releasedImages(
        ecrAdapter(
          fakeClient({
            BatchGetImage: () => manifest,
            PutImage: () => {
              throw awsError(name);
            },
          }),
        ),
        "shop-prod/",
        log,
      ).markReleased(text, "main/web", "c1");
    await refusing("ImageAlreadyExistsException");
    assert.deepEqual(log.lines, []);
    await refusing("LimitExceededException");
    assert.match(log.lines.join(), /^not tagged .*shop-prod\/web.*LimitExceededException/);
  });

  it("that do not exist, and a wrong revision, are told with the reason", async () => {
    const log = memoryLog();
    const images = releasedImages(
      ecrAdapter(
        fakeClient({
          BatchGetImage: () => ({ failures: [{ failureReason: "Requested image not found" }] }),
        }),
      ),
      "shop-prod/",
      log,
    );
    await images.markReleased(text, "main/web/revision.json", "c1");
    await images.markReleased("[]", "main/web/revision.json", "c2");
    assert.match(log.lines[0] ?? "", /Requested image not found/);
    assert.match(
      log.lines[1] ?? "",
      /wrong revision .*main\/web\/revision\.json: must be a non-empty/,
    );
  });

  it("are known by tag or digest, in registries of AWS", () => {
    const found = (uri: string) => imageOf(uri, "shop-prod/");
    assert.deepEqual(found(`${registry}/shop-prod/web:v1`), {
      repositoryName: "shop-prod/web",
      imageId: { imageTag: "v1" },
    });
    assert.deepEqual(found(`${registry}/shop-prod/web:v1@${digest}`)?.imageId, {
      imageDigest: digest,
    });
    assert.equal(found("shop-prod/web:v1"), undefined);
    assert.equal(found(`${registry}/shop-production/web:v1`), undefined);
  });
});

describe("a message that failed", () => {
  it("comes again soon, then later", () => {
    assert.deepEqual([0, 1, 2, 3, 5, 9].map(retryAfterSeconds), [2, 2, 4, 8, 32, 60]);
  });
});
