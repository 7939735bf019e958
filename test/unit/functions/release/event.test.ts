import assert from "node:assert/strict";

import { jobOf } from "../../../../functions/release/event";

/** As CodePipeline sends it: user guide, "JSON event example". */
function event(data: Readonly<Record<string, unknown>>) {
  return {
    "CodePipeline.job": {
      id: "11111111-abcd-1111-abcd-111111abcdef",
      accountId: "111122223333",
      data: {
        actionConfiguration: {
          configuration: {
            FunctionName: "release",
            UserParameters:
              '{"image":"registry/web@sha256:1","commitId":"abc","buildUrl":"https://example.com"}',
          },
        },
        inputArtifacts: [],
        outputArtifacts: [],
        artifactCredentials: { accessKeyId: "a", secretAccessKey: "b", sessionToken: "c" },
        ...data,
      },
    },
  };
}

const begun = {
  at: "2026-11-28T20:00:00.000Z",
  releases: [{ app: "main/web", commitId: "abc", executionId: "e1" }],
};

describe("the event of a release", () => {
  it("names the image, its commit and its build", () => {
    assert.deepEqual(jobOf(event({})), {
      id: "11111111-abcd-1111-abcd-111111abcdef",
      built: { image: "registry/web@sha256:1", commitId: "abc", buildUrl: "https://example.com" },
      begun: undefined,
    });
  });

  it("brings back what an earlier call has begun", () => {
    const { begun: found } = jobOf(event({ continuationToken: JSON.stringify(begun) }));
    assert.deepEqual(found, begun);
  });

  it("is refused when it is another one", () => {
    for (const other of [{}, null, event({ continuationToken: "{}" }), { Records: [] }]) {
      assert.throws(() => jobOf(other));
    }
  });
});
