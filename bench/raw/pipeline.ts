import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { imageUri } from "./image";
import { allow, policy, trust } from "./policies";
import { arnOf, opts, stack } from "./provider";
import { artifacts, artifactsPolicy, commitRevision, repository } from "./repository";
import { type webApp } from "./webApp";

/** The way of one app from a commit to its service. */
export function pipeline(app: ReturnType<typeof webApp>): aws.codepipeline.Pipeline {
  const { name, service, roleArns } = app;
  const commit = new aws.lambda.Invocation(
    name,
    {
      functionName: commitRevision.name,
      input: pulumi.jsonStringify({
        stack,
        cluster: "main",
        app: name,
        images: { [name]: imageUri },
      }),
    },
    { ...opts, dependsOn: [service] },
  );
  const role = new aws.iam.Role(
    `${name}-pipeline`,
    { assumeRolePolicy: trust("codepipeline") },
    opts,
  );
  const permissions = new aws.iam.RolePolicy(
    `${name}-pipeline`,
    {
      role: role.name,
      policy: policy(
        allow(
          [
            "codecommit:GetBranch",
            "codecommit:GetCommit",
            "codecommit:GetRepository",
            "codecommit:UploadArchive",
            "codecommit:GetUploadArchiveStatus",
            "codecommit:CancelUploadArchive",
          ],
          [repository.arn],
        ),
        allow(
          ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"],
          [pulumi.interpolate`${artifacts.arn}/*`],
        ),
        allow(
          ["s3:GetBucketVersioning", "s3:GetBucketLocation", "s3:GetBucketAcl"],
          [artifacts.arn],
        ),
        allow(["ecs:DescribeTaskDefinition", "ecs:RegisterTaskDefinition"], ["*"]),
        {
          ...allow(["ecs:TagResource"], [arnOf("ecs", `task-definition/${stack}-main-${name}:*`)]),
          Condition: { StringEquals: { "ecs:CreateAction": ["RegisterTaskDefinition"] } },
        },
        allow(
          ["ecs:DescribeServices", "ecs:UpdateService"],
          [arnOf("ecs", `service/${stack}-main/${stack}-main-${name}`)],
        ),
        {
          ...allow(["iam:PassRole"], roleArns),
          Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
        },
      ),
    },
    opts,
  );
  return new aws.codepipeline.Pipeline(
    name,
    {
      name: `deployment-${stack}-main-${name}`,
      pipelineType: "V2",
      executionMode: "SUPERSEDED",
      roleArn: role.arn,
      artifactStores: [{ type: "S3", location: artifacts.bucket }],
      stages: [
        {
          name: "Source",
          actions: [
            {
              name: "Source",
              category: "Source",
              owner: "AWS",
              provider: "CodeCommit",
              version: "1",
              outputArtifacts: ["revision"],
              configuration: {
                RepositoryName: repository.repositoryName,
                BranchName: stack,
                PollForSourceChanges: "false",
              },
            },
          ],
        },
        {
          name: "Deploy",
          actions: [
            {
              name: "Deploy",
              category: "Deploy",
              owner: "AWS",
              provider: "ECS",
              version: "1",
              inputArtifacts: ["revision"],
              configuration: {
                ClusterName: `${stack}-main`,
                ServiceName: service.name,
                FileName: `main/${name}/revision.json`,
                DeploymentTimeout: "15",
              },
            },
          ],
        },
      ],
    },
    { ...opts, dependsOn: [permissions, artifactsPolicy, commit] },
  );
}
