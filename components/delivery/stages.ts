import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { approval, deploy, sourceAction, sourceStage } from "../../delivery/pipeline";

type Stage = aws.types.input.codepipeline.PipelineStage;

/** What a pipeline deploys, from where and how. */
export interface Deployment {
  readonly repository: string;
  readonly branch: string;
  /** Path of the app's revision in the repository. */
  readonly path: string;
  /** Physical names. */
  readonly cluster: string;
  readonly service: string;
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

/** The action does not notice a rollback of ECS: it waits for its own time-out, an hour unless set. */
function rollOut({ cluster, service, path, timeoutMinutes }: Deployment): Stage {
  return {
    name: deploy,
    actions: [
      {
        name: deploy,
        category: "Deploy",
        owner: "AWS",
        provider: "ECS",
        version: "1",
        inputArtifacts: [artifact],
        configuration: {
          ClusterName: cluster,
          ServiceName: service,
          FileName: path,
          DeploymentTimeout: String(timeoutMinutes),
        },
      },
    ],
  };
}
