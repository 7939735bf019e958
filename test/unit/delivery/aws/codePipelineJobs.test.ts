import assert from "node:assert/strict";

import { pipelineJobsAdapter } from "../../../../delivery/aws/codePipelineJobs";
import { fakeClient } from "../../functions/fakeClient";

describe("the answers to a pipeline", () => {
  it("are those of its API, no longer than it takes them", async () => {
    const client = fakeClient({ PutJobSuccessResult: () => ({}), PutJobFailureResult: () => ({}) });
    const jobs = pipelineJobsAdapter(client);
    await jobs.goesOn("j", "token");
    await jobs.succeeded("j", "s".repeat(3000));
    await jobs.failed("j", "f".repeat(6000));
    assert.deepEqual(client.calls, [
      { operation: "PutJobSuccessResult", input: { jobId: "j", continuationToken: "token" } },
      {
        operation: "PutJobSuccessResult",
        input: { jobId: "j", executionDetails: { summary: "s".repeat(2048) } },
      },
      {
        operation: "PutJobFailureResult",
        input: { jobId: "j", failureDetails: { type: "JobFailed", message: "f".repeat(5000) } },
      },
    ]);
  });
});
