import type * as pulumi from "@pulumi/pulumi";

import { clusterName } from "../../../aws/naming";
import { stackParameterName } from "../../../delivery/stackParameter";
import { NodeFunction, type NodeFunctionTransform } from "../../functions/nodeFunction";
import { type DeploymentRepository } from "../deploymentRepository";
import { releasePolicy } from "./releasePermissions";

/** What {@link releaseFunction} is made from. */
export interface BuildReleaseArgs {
  readonly stack: string;
  /** Key of the build. */
  readonly build: string;
  /** Apps that take the image, `<cluster>/<app>` each. */
  readonly apps: readonly string[];
  readonly deployment: Pick<
    DeploymentRepository,
    "repository" | "branch" | "repositoryArn" | "account" | "deadLetterArn"
  >;
  /** Days that logs are kept, one of the periods that CloudWatch knows. */
  readonly logRetentionDays: number;
  readonly transform?: NodeFunctionTransform | undefined;
}

/** The function that commits an image as what apps run, and answers the pipeline when they do. */
export function releaseFunction(
  name: string,
  { stack, build, apps, deployment, logRetentionDays, transform }: BuildReleaseArgs,
  parent: pulumi.Resource,
): NodeFunction {
  const { repository, branch, account, deadLetterArn } = deployment;
  const clusters = [...new Set(apps.map((app) => app.slice(0, app.indexOf("/"))))];
  return new NodeFunction(
    name,
    {
      folder: "release",
      description: `Releases what the build ${build} of the stack ${stack} made`,
      policy: deployment.repositoryArn.apply((repositoryArn) =>
        releasePolicy({
          account,
          stack,
          repository,
          branch,
          repositoryArn,
          clusters: clusters.map((cluster) => clusterName(stack, cluster)),
        }),
      ),
      environment: {
        STACK_PARAMETER: stackParameterName(stack),
        RELEASE: JSON.stringify({ build, apps }),
      },
      // A call looks for 45 seconds, and patience with AWS is a part of that.
      timeoutSeconds: 300,
      logRetentionDays,
      deadLetterArn,
      transform,
    },
    { parent },
  );
}
