import assert from "node:assert/strict";

import { autopsyOf } from "../../../../delivery/failure/autopsy";
import { pipelineCause } from "../../../../delivery/failure/pipelineCauses";
import { oldImage } from "../deployment/looks";
import { images, stopped } from "../deployment/stoppedTask";
import { evidence } from "./evidences";

const rows: readonly (readonly [RegExp, RegExp, ...string[]])[] = [
  [
    /may not do what the action needs in (?:ECS|CodeCommit|S3)/,
    /CloudTrail/,
    "The provided role does not have sufficient permissions to access ECS",
    "The service role or action role doesn't have the permissions required to access the AWS CodeCommit repository named deployment. Update the IAM role permissions, and then try again.",
  ],
  [
    /may not call iam:PassRole/,
    /pulumi up --refresh/,
    "User: arn:aws:sts::1:assumed-role/p is not authorized to perform: iam:PassRole on resource: arn:aws:iam::1:role/web-task",
    "ClientException: User is not authorized to perform: iam:PassRole on resource: x",
  ],
  [
    /has no file main\/web\/revision\.json/,
    /release again/,
    "Did not find the image definition file main/web/revision.json in the input artifacts ZIP file. Verify the file is stored in your pipeline's Amazon S3 artifact bucket: b key: k",
    "Did not find the image definition file main/web/revision.json in the input artifacts ZIP file.",
  ],
  [
    /is not the JSON that says what runs/,
    /slipway diff/,
    "The image definition file main/web/revision.json contains invalid JSON format",
    "The image definition file images.json contents invalid JSON format",
  ],
  [
    /names the container "wbe"/,
    /revision\.json/,
    "Invalid action configuration: The AWS ECS container wbe does not exist",
    "The AWS ECS container wbe does not exist",
  ],
  [
    /cannot read its artifact/,
    /pulumi up --refresh/,
    "Unable to access the artifact with Amazon S3 object key 'p/Source/x' located in the Amazon S3 artifact bucket 'b'. The provided role does not have sufficient permissions.",
    "The artifact p/Source/x was not found or does not exist in bucket b",
  ],
  [
    /service that the pipeline deploys to does not exist/,
    /makes it again/,
    "ServiceNotFoundException: Service not found.",
    "The service prod-main-web is not active",
  ],
  [
    /cluster that the pipeline deploys to does not exist/,
    /makes it again/,
    "ClusterNotFoundException: Cluster not found.",
    "The cluster prod-main was not found",
  ],
  [
    /source of the pipeline is gone/,
    /release again/,
    "No branch named prod was found in repository deployment",
    "RevisionUnavailable: the revision c2c2 is unavailable",
  ],
  [
    /not the newest of the branch/,
    /newest one is deployed next/,
    "RevisionOutOfSync",
    "The revision is out of sync with the branch",
  ],
  [
    /throttling/,
    /few minutes/,
    "ThrottlingException: Rate exceeded",
    "Rate exceeded (Service: AmazonECS; Status Code: 400)",
  ],
  [
    /refused the task definition/,
    /message above/,
    "InvalidParameterException: No Fargate configuration exists for given values.",
    "ClientException: Container.image contains invalid characters.",
  ],
  [
    /fault of AWS/,
    /Release again/,
    "An internal error occurred. Please try again.",
    "SystemUnavailable",
  ],
];

describe("the cause of an action that failed", () => {
  for (const [sentence, remedy, ...messages] of rows) {
    for (const message of messages) {
      it(`is read from: ${message.slice(0, 80)}`, () => {
        const cause = pipelineCause(message);
        assert.match(cause?.sentence ?? "no cause", sentence);
        assert.match(cause?.remedy ?? "", remedy);
      });
    }
  }

  const reportOf = (message: string, over: Parameters<typeof evidence>[0] = {}) =>
    autopsyOf(
      {
        app: "main/web",
        stack: "prod",
        pipeline: "deployment-prod-main-web",
        commitId: "c2c2c2c2c2",
        images,
        runs: { web: oldImage },
      },
      { why: "pipeline", stage: "Deploy", action: "Deploy", message },
      evidence(over),
    );

  it("is the tasks' own where the action only waited for them", () => {
    const timedOut = "The deployment timed out after 15 minutes";
    const { cause } = reportOf(timedOut, { stopped: [stopped()] });
    assert.match(cause?.sentence ?? "", /exit code 1/);
    assert.match(reportOf(timedOut).cause?.remedy ?? "", /deploy\.timeoutMinutes/);
  });

  it("leads to no check that is green where the commit or a role is at fault", () => {
    const { next } = reportOf("The AWS ECS container wbe does not exist");
    assert.deepEqual(next, [
      "slipway diff main/web --stack prod",
      "slipway status main/web --stack prod",
    ]);
  });

  it("is not guessed", () => {
    assert.equal(reportOf("the pipeline gives no reason").cause, undefined);
  });
});
