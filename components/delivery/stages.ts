import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { approval, deploy, sourceAction, sourceStage } from "../../delivery/pipeline";
import { type DeployedBy } from "../app/app";

type Stage = aws.types.input.codepipeline.PipelineStage;

/** What a pipeline deploys, from where and how. */
export interface Deployment {
  readonly repository: string;
  readonly branch: string;
  /** Path of the app's revision in the repository. */
  readonly path: string;
  /** Physical name. */
  readonly cluster: string;
  /** Physical name of the family, and of the service where there is one. */
  readonly family: string;
  readonly by: DeployedBy;
  /** Minutes after which the deployment has failed, 1 to 60. */
  readonly timeoutMinutes: number;
  /** Whom to tell that a deployment waits for approval. @default - none is needed */
  readonly approval?: { readonly topicArn: pulumi.Input<string> } | undefined;
}

/** Name of the artifact that carries the repository's files through the stages. */
const artifact = "revision";

/** The stages of an app's pipeline. */
export function stages(deployment: Deployment): Stage[] {
  return [
    source(deployment),
    ...(deployment.approval === undefined ? [] : [wait(deployment, deployment.approval.topicArn)]),
    rollOut(deployment),
  ];
}

/** The files of one commit. Nothing but a start fetches them: polling would start every app for every commit. */
function source({ repository, branch }: Deployment): Stage {
  return {
    name: sourceStage,
    actions: [
      {
        name: sourceAction,
        category: "Source",
        owner: "AWS",
        provider: "CodeCommit",
        version: "1",
        outputArtifacts: [artifact],
        configuration: {
          RepositoryName: repository,
          BranchName: branch,
          PollForSourceChanges: "false",
        },
      },
    ],
  };
}

/** A person decides; AWS waits for seven days. */
function wait({ path }: Deployment, topicArn: pulumi.Input<string>): Stage {
  return {
    name: approval,
    actions: [
      {
        name: approval,
        category: "Approval",
        owner: "AWS",
        provider: "Manual",
        version: "1",
        configuration: {
          NotificationArn: topicArn,
          CustomData: `Deploy the images of ${path}?`,
        },
      },
    ],
  };
}

function rollOut(deployment: Deployment): Stage {
  const { by } = deployment;
  return {
    name: deploy,
    actions: [
      {
        name: deploy,
        owner: "AWS",
        version: "1",
        inputArtifacts: [artifact],
        ...(by.action === "ecs" ? service(deployment) : call(by.functionName)),
      },
    ],
  };
}

/** The action does not notice a rollback of ECS: it waits for its own timeout, an hour unless set. */
function service({ cluster, family, path, timeoutMinutes }: Deployment) {
  return {
    category: "Deploy",
    provider: "ECS",
    configuration: {
      ClusterName: cluster,
      ServiceName: family,
      FileName: path,
      DeploymentTimeout: String(timeoutMinutes),
    },
  };
}

/** The artifact tells the function the commit; the files themselves it does not need. */
function call(functionName: string) {
  return {
    category: "Invoke",
    provider: "Lambda",
    configuration: { FunctionName: functionName },
  };
}
