import type * as aws from "@pulumi/aws";

import { type BuildSource, commitVariable, fetchSources, sourceArtifact } from "./source";

type Stage = aws.types.input.codepipeline.PipelineStage;

/** What a build pipeline does. */
export interface BuildDescription {
  readonly source: BuildSource;
  /** Physical name. */
  readonly project: string;
}

/** Name of the stage, of its action, and of what later stages read its variables by. */
export const buildStage = "Build";

/** From the sources to an image that passed its tests. */
export function buildStages({ source, project }: BuildDescription): Stage[] {
  return [fetchSources(source), build(source, project)];
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
