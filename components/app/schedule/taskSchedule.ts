import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import {
  appRoleName,
  failedStartsName,
  runFunctionName,
  scheduleName,
  typeToken,
} from "../../../aws/naming";
import { revisionPath } from "../../../delivery/paths";
import { startInput, type TaskStart } from "../../../delivery/taskStart";
import { type EcsCluster } from "../../cluster/ecsCluster";
import { NodeFunction, type NodeFunctionTransform } from "../../functions/nodeFunction";
import { DeadLetters, type DeadLettersTransform } from "../../messages/deadLetters";
import { type Transform, transformed } from "../../transform";
import { type AppIdentity } from "../app";
import { type TaskNetwork } from "../service/taskNetwork";
import { type TaskDefinition } from "../task/taskDefinition";
import { runPolicy, schedulePolicy, scheduleTrust } from "./permissions";

/** When an app runs, in the words of the configuration. */
export interface ScheduleSettings {
  /** `cron(…)`, `rate(…)` or `at(…)`. */
  readonly schedule: string;
  /** A name of the IANA list. */
  readonly timezone: string;
  /** What happens when the last run has not ended. */
  readonly overlap: "skip" | "allow";
  /** How often a start that failed is tried again, 0 to 2. */
  readonly retries: number;
}

/** Changes to the resources of {@link TaskSchedule}, by child. */
export interface TaskScheduleTransform {
  readonly failedStarts?: DeadLettersTransform;
  readonly run?: NodeFunctionTransform;
  readonly runRetries?: Transform<aws.lambda.FunctionEventInvokeConfigArgs>;
  readonly scheduleRole?: Transform<aws.iam.RoleArgs>;
  readonly schedulePolicy?: Transform<aws.iam.RolePolicyArgs>;
  readonly schedule?: Transform<aws.scheduler.ScheduleArgs>;
}

/** Arguments of {@link TaskSchedule}. */
export interface TaskScheduleArgs {
  readonly identity: AppIdentity;
  readonly settings: ScheduleSettings;
  readonly cluster: Pick<EcsCluster, "name" | "account" | "capacityProviderStrategies">;
  readonly task: Pick<TaskDefinition, "family" | "executionRoleArn" | "taskRoleArn">;
  /** Where tasks get addresses of their own. @default - they are on a host's */
  readonly network?: TaskNetwork["configuration"] | undefined;
  /** Where the app's revisions are committed. */
  readonly deployment: { readonly repository: string; readonly branch: string };
  /** Days that logs are kept, one of the periods that CloudWatch knows. */
  readonly logRetentionDays: number;
  /** What must be there before the first run. */
  readonly ready: readonly pulumi.Resource[];
  /** @default - none: everything is as written here */
  readonly transform?: TaskScheduleTransform | undefined;
}

/** A start that is an hour late is none: the next one may be due. */
const latestSeconds = 3600;

/** How long EventBridge Scheduler calls the function again that Lambda does not take. */
const callsAgain = 10;

/** A schedule, and the function that starts the task: RunTask itself may start none and call that a success. */
export class TaskSchedule extends pulumi.ComponentResource {
  /** Physical name of the function, known in advance. */
  public readonly functionName: string;
  /** Queue of the starts that failed. */
  public readonly failedStarts: pulumi.Output<string>;
  /** For what must wait for it. */
  public readonly nodes: { readonly schedule: aws.scheduler.Schedule };

  constructor(name: string, args: TaskScheduleArgs, opts?: pulumi.ComponentResourceOptions) {
    const { identity, settings, cluster, task, deployment, transform = {} } = args;
    super(typeToken("app", "TaskSchedule"), name, { ...identity, ...settings }, opts);
    const { stack, cluster: clusterKey, app } = identity;
    const { account } = cluster;
    const title = `${clusterKey}/${app}`;
    const key = [stack, clusterKey, app] as const;

    const failedStarts = new DeadLetters(
      `${name}-failed-starts`,
      {
        takes: "failures of roles",
        queueName: failedStartsName(...key),
        account,
        meaning: `A run of ${title} did not start.`,
        transform: transform.failedStarts,
      },
      { parent: this },
    );
    const run = new NodeFunction(
      `${name}-run`,
      {
        folder: "scheduledTask",
        description: `Runs ${title} of the stack ${stack} by the clock, and releases it`,
        names: {
          function: runFunctionName(...key),
          role: appRoleName(key, account.region, "run"),
        },
        policy: pulumi.all([task.executionRoleArn, task.taskRoleArn]).apply((roleArns) =>
          runPolicy({
            account,
            cluster: cluster.name,
            family: task.family,
            repository: deployment.repository,
            roleArns,
          }),
        ),
        environment: { TASK: pulumi.jsonStringify(taskStart(args)) },
        timeoutSeconds: 60,
        logRetentionDays: args.logRetentionDays,
        deadLetterArn: failedStarts.arn,
        transform: transform.run,
      },
      { parent: this },
    );
    const retries = new aws.lambda.FunctionEventInvokeConfig(
      ...transformed(
        transform.runRetries,
        `${name}-run-retries`,
        {
          functionName: run.functionName,
          maximumRetryAttempts: settings.retries,
          maximumEventAgeInSeconds: latestSeconds,
        },
        { parent: this },
      ),
    );
    const role = new aws.iam.Role(
      ...transformed(
        transform.scheduleRole,
        `${name}-role`,
        {
          name: appRoleName(key, account.region, "schedule"),
          assumeRolePolicy: JSON.stringify(scheduleTrust(account)),
        },
        { parent: this },
      ),
    );
    const policy = new aws.iam.RolePolicy(
      ...transformed(
        transform.schedulePolicy,
        `${name}-policy`,
        {
          role: role.name,
          policy: pulumi.jsonStringify(
            pulumi
              .all([run.arn, failedStarts.arn])
              .apply(([functionArn, queueArn]) => schedulePolicy(functionArn, queueArn)),
          ),
        },
        { parent: this },
      ),
    );
    const schedule = new aws.scheduler.Schedule(
      ...transformed(
        transform.schedule,
        `${name}-schedule`,
        {
          name: scheduleName(...key),
          description: `Runs of ${title}`,
          scheduleExpression: settings.schedule,
          scheduleExpressionTimezone: settings.timezone,
          flexibleTimeWindow: { mode: "OFF" },
          target: {
            arn: run.arn,
            roleArn: role.arn,
            input: JSON.stringify(startInput),
            retryPolicy: {
              maximumEventAgeInSeconds: latestSeconds,
              maximumRetryAttempts: callsAgain,
            },
            deadLetterConfig: { arn: failedStarts.arn },
          },
        },
        { parent: this, dependsOn: [policy, retries, ...args.ready] },
      ),
    );

    this.functionName = runFunctionName(...key);
    this.failedStarts = failedStarts.queueName;
    this.nodes = { schedule };
    this.registerOutputs({ functionName: this.functionName, failedStarts: this.failedStarts });
  }
}

function taskStart(args: TaskScheduleArgs): pulumi.Output<TaskStart> {
  const { identity, settings, cluster, task, network, deployment } = args;
  const own = network && {
    subnets: network.subnets,
    securityGroups: pulumi.all(network.securityGroups),
    publicAddresses: network.assignPublicIp,
  };
  return pulumi
    .all([cluster.capacityProviderStrategies, pulumi.output(own)])
    .apply(([capacity, addresses]): TaskStart => ({
      cluster: cluster.name,
      family: task.family,
      container: identity.app,
      overlap: settings.overlap,
      repository: deployment.repository,
      branch: deployment.branch,
      path: revisionPath(identity.cluster, identity.app),
      capacity,
      ...(addresses && { network: addresses }),
    }));
}
