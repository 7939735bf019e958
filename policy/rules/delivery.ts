import * as codebuild from "@pulumi/aws/codebuild";
import * as codedeploy from "@pulumi/aws/codedeploy";
import * as codepipeline from "@pulumi/aws/codepipeline";

import { type Inputs, type Rule, resourceRule, stackRule } from "../rule";
import { looksSecret } from "./credentials";

type Pipeline = Inputs<codepipeline.PipelineArgs>;
type Action = Pipeline["stages"][number]["actions"][number];

/** Rules about pipelines and builds. */
export const deliveryRules: readonly Rule[] = [
  resourceRule(codepipeline.Pipeline, {
    name: "pipeline-encrypts-artifacts",
    description: "Artifacts are encrypted with a key of the account.",
    controls: ["CKV_AWS_219"],
    severity: "low",
    why: "Who may read artifacts should be decided by a key's policy too.",
    fix: "`artifactStores[].encryptionKey` of the pipeline.",
    level: "advisory",
    check: ({ artifactStores }) =>
      artifactStores.map(({ encryptionKey, region }) =>
        encryptionKey === undefined
          ? `the artifact store${region === undefined ? "" : ` in ${region}`} has no key`
          : undefined,
      ),
  }),
  resourceRule(codepipeline.Pipeline, {
    name: "pipeline-starts-by-event",
    description: "Pipelines are of type V2 and do not poll their source.",
    controls: [],
    severity: "high",
    why: "Polling starts every app for every commit, minutes late; V1 cannot be pinned to a commit.",
    fix: '`pipelineType: "V2"`, and `PollForSourceChanges: "false"` in the source action.',
    check: (pipeline) => [
      pipeline.pipelineType === "V2"
        ? undefined
        : `pipelineType is ${pipeline.pipelineType ?? "unset"}`,
      ...actionsOf(pipeline)
        .filter(
          ({ category, provider }) =>
            category === "Source" && provider !== "CodeStarSourceConnection",
        )
        .map(({ name, configuration }) =>
          configuration?.["PollForSourceChanges"] === "false"
            ? undefined
            : `its source "${name}" polls`,
        ),
    ],
  }),
  resourceRule(codepipeline.Pipeline, {
    name: "pipeline-one-at-a-time",
    description: "A deployment pipeline never runs twice at once.",
    controls: [],
    severity: "high",
    why: "Two runs would update the same service, and the older may win.",
    fix: '`executionMode: "SUPERSEDED"` or "QUEUED".',
    check: ({ executionMode = "SUPERSEDED" }) =>
      executionMode === "PARALLEL" ? "executionMode is PARALLEL" : undefined,
  }),
  resourceRule(codepipeline.Pipeline, {
    name: "pipeline-deploy-in-time",
    description: "An ECS deploy action names its file and a timeout.",
    controls: [],
    severity: "high",
    why: "Unset, a deployment that cannot succeed holds the pipeline for an hour.",
    fix: "`FileName` and `DeploymentTimeout` (1 to 60) in the action's configuration.",
    check: (pipeline) =>
      actionsOf(pipeline)
        .filter(({ category, provider }) => category === "Deploy" && provider === "ECS")
        .flatMap(({ name, configuration = {} }) => {
          const minutes = Number(configuration["DeploymentTimeout"] ?? 0);
          return [
            minutes >= 1 && minutes <= 60
              ? undefined
              : `action "${name}" has DeploymentTimeout ${configuration["DeploymentTimeout"] ?? "unset"}`,
            configuration["FileName"] === undefined
              ? `action "${name}" has no FileName`
              : undefined,
          ];
        }),
  }),
  stackRule(codepipeline.Pipeline, {
    name: "pipeline-own-role",
    description: "Pipelines of different clusters have different roles.",
    controls: [],
    severity: "medium",
    why: "A shared role lets each pipeline deploy what belongs to the others.",
    fix: "`roleArn` of the pipeline: a role of its own.",
    level: "advisory",
    check: (_pipeline, { subject, stack }) => {
      const own = subject.propertyDependencies["roleArn"] ?? [];
      const sharing = stack
        .ofType(codepipeline.Pipeline)
        .filter(
          (other) =>
            other.urn !== subject.urn &&
            (other.propertyDependencies["roleArn"] ?? []).some((urn) => own.includes(urn)),
        );
      return sharing.length === 0
        ? undefined
        : `it shares its role with "${sharing.map(({ name }) => name).join('", "')}"`;
    },
  }),
  resourceRule(codepipeline.Pipeline, {
    name: "pipeline-asks-before-deploying",
    description: "Someone approves a deployment, and is told that they should.",
    controls: [],
    severity: "medium",
    why: "Whoever may write the branch ships to production alone.",
    fix: "`deploy.approval: true` of the app in Pulumi.<stack>.yaml.",
    level: "advisory",
    check: (pipeline) => {
      const actions = actionsOf(pipeline);
      const deploys = actions.findIndex(({ category }) => category === "Deploy");
      const approval = actions.findIndex(({ category }) => category === "Approval");
      if (deploys < 0) {
        return undefined;
      }
      if (approval < 0 || approval > deploys) {
        return "no approval comes before its deployment";
      }
      return actions[approval]?.configuration?.["NotificationArn"] === undefined
        ? "its approval notifies nobody"
        : undefined;
    },
  }),
  resourceRule(codebuild.Project, {
    name: "build-no-plain-credentials",
    description: "No build gets a credential in plain text.",
    controls: ["CodeBuild.1", "CodeBuild.2"],
    severity: "critical",
    why: "Everyone who may read the project, or its logs, can read it.",
    fix: '`type: "SECRETS_MANAGER"` or "PARAMETER_STORE" for the variable; no user in the source\'s URL.',
    check: ({ environment, source }) => [
      ...(environment.environmentVariables ?? []).map(({ name, value, type = "PLAINTEXT" }) =>
        type === "PLAINTEXT" && looksSecret(name, value) ? `${name} is PLAINTEXT` : undefined,
      ),
      /:\/\/[^/]*@/.test(source.location ?? "") ? "source.location holds a credential" : undefined,
    ],
  }),
  resourceRule(codebuild.Project, {
    name: "build-logs",
    description: "Builds write logs, and encrypt what they store.",
    controls: [
      "CodeBuild.3",
      "CodeBuild.4",
      "CKV_AWS_78",
      "CKV_AWS_147",
      "CKV_AWS_311",
      "CKV_AWS_314",
    ],
    severity: "medium",
    why: "Nobody could say what was built, or from what.",
    fix: "`logsConfig` of the project; no `encryptionDisabled`.",
    check: ({ logsConfig, artifacts }) => {
      const cloudwatchLogs = logsConfig?.cloudwatchLogs?.status ?? "ENABLED";
      const s3Logs = logsConfig?.s3Logs?.status ?? "DISABLED";
      return [
        cloudwatchLogs === "DISABLED" && s3Logs === "DISABLED" ? "it writes no logs" : undefined,
        logsConfig?.s3Logs?.encryptionDisabled === true
          ? "its logs in S3 are not encrypted"
          : undefined,
        artifacts.encryptionDisabled === true ? "its artifacts are not encrypted" : undefined,
      ];
    },
  }),
  resourceRule(codebuild.Project, {
    name: "build-privileged-only-for-images",
    description: "Only builds of images run privileged.",
    controls: ["CodeBuild.5", "CKV_AWS_316"],
    severity: "medium",
    why: "A privileged build owns its host, and any dependency can be the build.",
    fix: "`privilegedMode: false`, or the project's name in the parameter `imageBuilds`.",
    parameters: {
      imageBuilds: {
        default: ["build"] as readonly string[],
        description: "Last parts of the names of projects that build images.",
      },
    },
    check: ({ environment }, { subject, parameters }) =>
      environment.privilegedMode === true &&
      !parameters.imageBuilds.some((suffix) => subject.name.endsWith(suffix))
        ? "privilegedMode is true"
        : undefined,
  }),
  resourceRule(codedeploy.DeploymentGroup, {
    name: "deployment-group-rolls-back",
    description: "CodeDeploy rolls a failed deployment back.",
    controls: [],
    severity: "high",
    why: "The failed version would stay until someone looks.",
    fix: '`autoRollbackConfiguration: { enabled: true, events: ["DEPLOYMENT_FAILURE"] }`.',
    check: ({ autoRollbackConfiguration: rollback }) =>
      rollback?.enabled === true && (rollback.events ?? []).includes("DEPLOYMENT_FAILURE")
        ? undefined
        : "a failed deployment is not rolled back",
  }),
];

function actionsOf(pipeline: Pipeline): readonly Action[] {
  return pipeline.stages.flatMap(({ actions }) => actions);
}
