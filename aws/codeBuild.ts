import { type Architecture } from "./architecture";
import { type Range } from "./limits";

/** What CodeBuild and the pipeline that starts it take. */

/** CodeBuild API, ProjectEnvironment: machines with Docker that are there for both processors. */
export const computeTypes = [
  "BUILD_GENERAL1_SMALL",
  "BUILD_GENERAL1_MEDIUM",
  "BUILD_GENERAL1_LARGE",
  "BUILD_GENERAL1_XLARGE",
  "BUILD_GENERAL1_2XLARGE",
] as const;

export type ComputeType = (typeof computeTypes)[number];

/** CodeBuild API, CreateProject: minutes until a build that has not ended is stopped. */
export const buildMinutes: Range = { from: 5, to: 2160 };

/** CodeBuild user guide, "Docker images provided by CodeBuild": machines, and what builds run in by default. */
export const buildMachines: Readonly<
  Record<Architecture, { readonly type: string; readonly image: string }>
> = {
  X86_64: { type: "LINUX_CONTAINER", image: "aws/codebuild/amazonlinux-x86_64-standard:5.0" },
  ARM64: { type: "ARM_CONTAINER", image: "aws/codebuild/amazonlinux-aarch64-standard:3.0" },
};

/** CodeBuild's own images are pulled by CodeBuild; every other one by the role of the project. */
export function isCuratedImage(image: string): boolean {
  return image.startsWith("aws/codebuild/");
}

/** A connection to GitHub, GitLab or Bitbucket; those from before July 2024 have the older name. */
export const connectionArnPattern =
  /^arn:aws[a-z-]*:(?:codeconnections|codestar-connections):[a-z0-9-]+:\d{12}:connection\/[\w-]+$/;

/** `owner/name`; GitLab has groups in groups. */
export const fullRepositoryPattern = /^[\w.-]+(?:\/[\w.-]+)+$/;

/** S3 user guide, "Bucket naming rules". */
export const bucketNamePattern = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** CodePipeline API, GitFilePathFilterCriteria: patterns in one filter. */
export const mostPathFilters = 8;

/** Variables of every build that a pipeline runs; tests see them, too. docs/delivery.md says what they hold. */
export const buildVariables = [
  "BRANCH",
  "BUILD_NUMBER",
  "BUILD_TIME",
  "BUILD_URL",
  "COMMIT_ID",
  "COMMIT_TIME",
  "IMAGE",
  "REPOSITORY",
] as const;
