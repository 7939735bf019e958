import assert from "node:assert/strict";

import { startInput } from "../../../../delivery/taskStart";
import { askedBy } from "../../../../functions/scheduledTask/event";

describe("what the function of a scheduled app is asked for", () => {
  const job = (data: unknown) => ({ "CodePipeline.job": { id: "job-1", data } });

  it("is a run, by the schedule's own input", () => {
    const input = JSON.stringify(startInput).replace("<aws.scheduler.execution-id>", "d32c5e");
    assert.deepEqual(askedBy(JSON.parse(input)), { kind: "run", execution: "d32c5e" });
  });

  it("is a release, by a pipeline with a commit as its artifact", () => {
    assert.deepEqual(askedBy(job({ inputArtifacts: [{ name: "revision", revision: "abc" }] })), {
      kind: "release",
      jobId: "job-1",
      commitId: "abc",
    });
  });

  for (const event of [undefined, {}, { execution: "" }, job({}), job({ inputArtifacts: [{}] })]) {
    it(`is neither in ${JSON.stringify(event)}`, () => {
      assert.throws(() => askedBy(event), /^Error: The event is neither a schedule's nor/);
    });
  }
});
