import assert from "node:assert/strict";

import { manifestUpload, mayMoveTag } from "../../gateway/tagImmutability";

const filters = [{ filterType: "WILDCARD", filter: "cache*" }];

describe("tag immutability", () => {
  const cases: readonly [string, string, boolean][] = [
    ["MUTABLE", "v1", true],
    ["IMMUTABLE", "v1", false],
    ["IMMUTABLE", "cache", false],
    ["IMMUTABLE_WITH_EXCLUSION", "v1", false],
    ["IMMUTABLE_WITH_EXCLUSION", "cache", true],
    ["IMMUTABLE_WITH_EXCLUSION", "cache-main", true],
    ["IMMUTABLE_WITH_EXCLUSION", "my-cache", false],
    ["MUTABLE_WITH_EXCLUSION", "v1", true],
    ["MUTABLE_WITH_EXCLUSION", "cache-main", false],
  ];
  for (const [imageTagMutability, tag, may] of cases) {
    it(`${may ? "lets" : "does not let"} ${tag} move in a repository that is ${imageTagMutability}`, () => {
      assert.equal(mayMoveTag({ imageTagMutability, filters }, tag), may);
    });
  }

  it("takes only the asterisk of a filter for a wildcard", () => {
    const dotted = [{ filterType: "WILDCARD", filter: "v1.*" }];
    const repository = { imageTagMutability: "IMMUTABLE_WITH_EXCLUSION", filters: dotted };
    assert.equal(mayMoveTag(repository, "v1.2"), true);
    assert.equal(mayMoveTag(repository, "v1x2"), false);
  });
});

describe("manifest uploads", () => {
  it("are told by method and path, with the repository's own slashes", () => {
    assert.deepEqual(manifestUpload("PUT", "/v2/slipway-local/hello/manifests/v1"), {
      repository: "slipway-local/hello",
      tag: "v1",
    });
  });

  it("by digest move no tag", () => {
    assert.equal(manifestUpload("PUT", `/v2/hello/manifests/sha256:${"a".repeat(64)}`), undefined);
  });

  it("are not reads, nor uploads of layers", () => {
    assert.equal(manifestUpload("GET", "/v2/hello/manifests/v1"), undefined);
    assert.equal(manifestUpload("PUT", "/v2/hello/blobs/uploads/1"), undefined);
  });
});
