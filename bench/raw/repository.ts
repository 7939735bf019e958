import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { privateBucket } from "./bucket";
import { nodeFunction } from "./function";
import { undelivered } from "./notices";
import { allow, policy } from "./policies";
import { opts, stack } from "./provider";

/** Where it is committed what runs, and what all pipelines share. */

export const repository = new aws.codecommit.Repository(
  "deployment",
  { repositoryName: "deployment" },
  opts,
);
export const artifacts = privateBucket("artifacts", { expires: 30, versioned: true });
export const artifactsPolicy = new aws.s3.BucketPolicy(
  "artifacts",
  {
    bucket: artifacts.id,
    policy: policy({
      ...allow(["s3:*"], [artifacts.arn, pulumi.interpolate`${artifacts.arn}/*`]),
      Effect: "Deny",
      Principal: "*",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    }),
  },
  opts,
);
export const commitRevision = nodeFunction("commitRevision", {
  timeout: 300,
  statements: [
    allow(
      [
        "codecommit:GetBlob",
        "codecommit:GetBranch",
        "codecommit:GetCommit",
        "codecommit:GetDifferences",
        "codecommit:GetFile",
        "codecommit:GetRepository",
        "codecommit:ListFileCommitHistory",
      ],
      [repository.arn],
    ),
    {
      ...allow(["codecommit:CreateBranch", "codecommit:CreateCommit"], [repository.arn]),
      Condition: { StringEquals: { "codecommit:References": [`refs/heads/${stack}`] } },
    },
  ],
  variables: { REPOSITORY: "deployment", BRANCH: stack },
  deadLetters: undelivered,
});
