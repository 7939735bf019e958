import type * as aws from "@pulumi/aws";

import { sourceAction, sourceStage } from "../../../delivery/pipeline";
import { type AccountContext } from "../../accountContext";
import { arnOf } from "../../policyDocument";
import { branchChanges, objectChanges, type EventPattern } from "../events";

type Stage = aws.types.input.codepipeline.PipelineStage;
type Trigger = aws.types.input.codepipeline.PipelineTrigger;

/** Where the sources of a build are: exactly one of three places, in the words of the configuration. */
export interface BuildSource {
  readonly connection?: { readonly arn: string; readonly repository: string } | undefined;
  readonly codecommit?: string | undefined;
  readonly s3?: { readonly bucket: string; readonly key: string } | undefined;
  readonly branch: string;
  /** A push is built only when it changes a file that one of them matches. Empty: every push. */
  readonly paths: readonly string[];
}

/** Name of the artifact that carries the sources to the build. */
export const sourceArtifact = "sources";

/** What tells a build what it builds, as the pipeline writes it: a commit, or the version of a file in S3. */
export function commitVariable({ s3 }: BuildSource): string {
  return `#{${sourceStage}.${s3 === undefined ? "CommitId" : "VersionId"}}`;
}

/** Beginning of the tags of images that were made of no commit. */
export function tagPrefix({ s3 }: BuildSource): string | undefined {
  return s3 === undefined ? undefined : "s3-";
}

/** The repository as people know it. */
export function repositoryOf({ connection, codecommit, s3 }: BuildSource): string {
  return connection?.repository ?? codecommit ?? `s3://${s3?.bucket ?? ""}/${s3?.key ?? ""}`;
}

/** Fetches what was pushed. From git the build makes a whole clone of its own: tests may ask for the history. */
export function fetchSources(source: BuildSource): Stage {
  return {
    name: sourceStage,
    actions: [
      {
        name: sourceAction,
        namespace: sourceStage,
        category: "Source",
        owner: "AWS",
        version: "1",
        outputArtifacts: [sourceArtifact],
        ...actionOf(source),
      },
    ],
  };
}

function actionOf({ connection, codecommit, s3, branch }: BuildSource) {
  const clone = { BranchName: branch, OutputArtifactFormat: "CODEBUILD_CLONE_REF" };
  if (connection !== undefined) {
    return {
      provider: "CodeStarSourceConnection",
      configuration: {
        ConnectionArn: connection.arn,
        FullRepositoryId: connection.repository,
        ...clone,
        // The trigger of the pipeline does, which knows of paths.
        DetectChanges: "false",
      },
    };
  }
  // A rule of EventBridge starts the pipeline: polling would take minutes.
  return codecommit !== undefined
    ? {
        provider: "CodeCommit",
        configuration: { RepositoryName: codecommit, ...clone, PollForSourceChanges: "false" },
      }
    : {
        provider: "S3",
        configuration: {
          S3Bucket: s3?.bucket ?? "",
          S3ObjectKey: s3?.key ?? "",
          PollForSourceChanges: "false",
        },
      };
}

/** What starts the pipeline where AWS hears of pushes by a connection. */
export function triggersOf({ connection, branch, paths }: BuildSource): Trigger[] {
  return connection === undefined
    ? []
    : [
        {
          providerType: "CodeStarSourceConnection",
          gitConfiguration: {
            sourceActionName: sourceAction,
            pushes: [
              {
                branches: { includes: [branch] },
                ...(paths.length > 0 && { filePaths: { includes: [...paths] } }),
              },
            ],
          },
        },
      ];
}

/** What starts the pipeline where EventBridge hears of changes; undefined where a connection does. */
export function changesOf(
  account: AccountContext,
  { codecommit, s3, branch }: BuildSource,
): EventPattern | undefined {
  if (codecommit !== undefined) {
    return branchChanges(arnOf(account, "codecommit", codecommit), branch);
  }
  return s3 && objectChanges(s3.bucket, s3.key);
}
