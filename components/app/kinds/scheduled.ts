import * as pulumi from "@pulumi/pulumi";

import { rangeProblem, startRetries } from "../../../aws/limits";
import { typeToken } from "../../../aws/naming";
import { type Outbound } from "../../../aws/outbound";
import { scheduleProblem, timezoneProblem } from "../../../aws/schedule";
import { resourceError } from "../../resourceError";
import { type App, type AppAccess, type AppIdentity, type Deployable } from "../app";
import { ownedImages } from "../ownedImages";
import {
  type ScheduleSettings,
  TaskSchedule,
  type TaskScheduleTransform,
} from "../schedule/taskSchedule";
import { type ServicePlace } from "../service/servicePlace";
import { taskNetwork, type TaskNetworkTransform } from "../service/taskNetwork";
import { TaskDefinition, type TaskDefinitionTransform } from "../task/taskDefinition";
import { type TaskLocation, taskProblem } from "../task/taskProblem";
import { type TaskSettings } from "../task/taskSettings";

/** A scheduled app in the words of the configuration. */
export interface ScheduledSettings extends TaskSettings, ScheduleSettings {
  readonly kind: "scheduled";
  /** Image of the app's own container: a name of the stack's images, or a reference. */
  readonly image: string;
  /** Connections out of the network, besides HTTPS. @default - none */
  readonly outbound?: readonly Outbound[] | undefined;
  readonly deploy: {
    /** Whether a person must approve each deployment. */
    readonly approval: boolean;
  };
}

/** Changes to the resources of {@link ScheduledApp}, by child. */
export interface ScheduledAppTransform
  extends TaskDefinitionTransform, TaskNetworkTransform, TaskScheduleTransform {}

/** Arguments of {@link ScheduledApp}. */
export interface ScheduledAppArgs extends ServicePlace {
  readonly settings: ScheduledSettings;
  /** @default - none: everything is as written here */
  readonly transform?: ScheduledAppTransform | undefined;
}

/** Minutes that registering a revision may take: the limit of CodePipeline for a function. */
const releaseMinutes = 20;

/** A task that runs by the clock and ends: no service, so a release is the revision that the next run is of. */
export class ScheduledApp extends pulumi.ComponentResource implements App {
  public readonly kind = "scheduled";
  public readonly identity: AppIdentity;
  public readonly deployed: Deployable;
  public readonly access: AppAccess;

  constructor(name: string, args: ScheduledAppArgs, opts?: pulumi.ComponentResourceOptions) {
    const { settings, cluster, identity, images, transform = {} } = args;
    super(typeToken("app", "ScheduledApp"), name, { ...identity, settings }, opts);
    const problem = scheduledProblem(settings, { app: identity.app, ...cluster });
    if (problem !== undefined) {
      throw resourceError(`App "${identity.app}": ${problem}`, this);
    }

    const network =
      cluster.launch === "ec2"
        ? undefined
        : taskNetwork(name, identity, args.network, {}, settings.outbound ?? [], this, transform);
    const task = new TaskDefinition(
      `${name}-task`,
      {
        identity,
        account: cluster.account,
        launch: cluster.launch,
        architecture: cluster.architecture,
        task: settings,
        images,
        running: args.running,
        logRetentionDays: args.logRetentionDays,
        transform,
      },
      { parent: this },
    );
    const schedule = new TaskSchedule(
      name,
      {
        identity,
        settings,
        cluster,
        task,
        network: network?.configuration,
        deployment: args.deployment,
        logRetentionDays: args.logRetentionDays,
        ready: [task, ...task.ready, ...cluster.ready, ...(network?.rules ?? [])],
        transform,
      },
      { parent: this },
    );

    this.identity = identity;
    this.access = {
      executionRoleArn: task.executionRoleArn,
      taskRoleArn: task.taskRoleArn,
      securityGroupId: network?.securityGroupId ?? cluster.hostSecurityGroupId,
    };
    this.deployed = {
      family: task.family,
      by: { action: "function", functionName: schedule.functionName },
      resource: schedule.nodes.schedule,
      imageName: settings.image,
      ...ownedImages(identity, images),
      approval: settings.deploy.approval,
      timeoutMinutes: releaseMinutes,
      runs: {
        failedStarts: schedule.failedStarts,
        mustSucceed: [identity.app, ...Object.keys(settings.initContainers ?? {})],
        sidecars: Object.keys(settings.sidecars ?? {}),
      },
    };
    this.registerOutputs({ family: task.family, ...this.access });
  }
}

/** The first thing that is wrong with a scheduled app; undefined if nothing is. */
function scheduledProblem(app: ScheduledSettings, place: TaskLocation): string | undefined {
  const schedule = scheduleProblem(app.schedule);
  if (schedule !== undefined) {
    return `schedule: ${schedule}.`;
  }
  const timezone = timezoneProblem(app.timezone);
  if (timezone !== undefined) {
    return `timezone: ${timezone}.`;
  }
  return rangeProblem([["retries", app.retries, startRetries]]) ?? taskProblem(app, place);
}
