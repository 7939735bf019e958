import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { type exportedVariables } from "./buildspec";
import { type BuildSource, commitVariable, fetchSources, sourceArtifact } from "./source";

type Stage = aws.types.input.codepipeline.PipelineStage;

/** What a build pipeline does. */
export interface BuildDescription {
  readonly source: BuildSource;
  /** Physical name. */
  readonly project: string;
  /** Name of the function that releases the image. @default - nobody releases it here */
  readonly releaseFunction?: pulumi.Input<string> | undefined;
}

/** Name of the stage, of its action, and of what later stages read its variables by. */
export const buildStage = "Build";

/** From the sources to an image that passed its tests, and to the apps that run it. */
export function buildStages({ source, project, releaseFunction }: BuildDescription): Stage[] {
  return [
    fetchSources(source),
    build(source, project),
    ...(releaseFunction === undefined ? [] : [release(releaseFunction)]),
  ];
}

function build(source: BuildSource, project: string): Stage {
  return {
    name: buildStage,
    actions: [
      {
        name: buildStage,
        namespace: buildStage,
        category: "Build",
        owner: "AWS",
        provider: "CodeBuild",
        version: "1",
        inputArtifacts: [sourceArtifact],
        configuration: {
          ProjectName: project,
          // Of what the pipeline could say of a commit only what no text can be smuggled through.
          EnvironmentVariables: JSON.stringify([
            { name: "COMMIT_ID", value: commitVariable(source), type: "PLAINTEXT" },
          ]),
        },
      },
    ],
  };
}

/** Name of the stage and of its action. */
const releaseStage = "Release";

/** The image and where it came from, as the build has exported it: digits and addresses, no text of others. */
function release(functionName: pulumi.Input<string>): Stage {
  const of = (variable: (typeof exportedVariables)[number]) => `#{${buildStage}.${variable}}`;
  return {
    name: releaseStage,
    actions: [
      {
        name: releaseStage,
        category: "Invoke",
        owner: "AWS",
        provider: "Lambda",
        version: "1",
        configuration: {
          FunctionName: functionName,
          UserParameters: JSON.stringify({
            image: of("IMAGE_URI"),
            commitId: of("COMMIT_ID"),
            buildUrl: of("BUILD_URL"),
          }),
        },
      },
    ],
  };
}
