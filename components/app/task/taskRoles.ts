import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { appRoleName, typeToken } from "../../../aws/naming";
import { type AccountContext } from "../../accountContext";
import { type AppIdentity } from "../app";
import { executionPolicy, taskTrust } from "./permissions";

/** Arguments of {@link TaskRoles}. */
export interface TaskRolesArgs {
  /** Decides the names of the roles. */
  readonly identity: AppIdentity;
  readonly account: AccountContext;
  /** ECR repositories that the task's images come from. */
  readonly repositoryArns: pulumi.Input<pulumi.Input<string>[]>;
  /** Name of the app's log group. */
  readonly logGroup: string;
  /** Secrets and parameters that containers read at their start. */
  readonly secretArns: readonly string[];
  /**
   * Key that the secrets are encrypted with.
   * @default - AWS's own, which needs no permission
   */
  readonly secretsKeyArn?: string | undefined;
}

/** The two roles of a task: what ECS may do to start it, and what the app itself may do. */
export class TaskRoles extends pulumi.ComponentResource {
  /** For ECS; known once it has its permissions, else the first tasks fail to start. */
  public readonly executionRoleArn: pulumi.Output<string>;
  /** For the app. It may do nothing until somebody grants it something. */
  public readonly taskRoleArn: pulumi.Output<string>;
  /** Name of the app's role, to attach permissions to. */
  public readonly taskRoleName: pulumi.Output<string>;
  /** The permissions of ECS: a service must be gone before they are, or it hangs while draining. */
  public readonly permissions: pulumi.Resource;

  constructor(name: string, args: TaskRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    super(typeToken("app", "TaskRoles"), name, { ...args }, opts);

    const { account, identity } = args;
    const { stack, cluster, app } = identity;
    const assumeRolePolicy = JSON.stringify(taskTrust(account));
    const nameOf = (role: "execution" | "task") =>
      appRoleName([stack, cluster, app], account.region, role);
    const execution = new aws.iam.Role(
      `${name}-execution-role`,
      { name: nameOf("execution"), assumeRolePolicy },
      { parent: this },
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-execution-policy`,
      {
        role: execution.name,
        policy: pulumi.jsonStringify(
          pulumi
            .output(args.repositoryArns)
            .apply((repositoryArns) => executionPolicy({ ...args, repositoryArns })),
        ),
      },
      { parent: this },
    );
    const task = new aws.iam.Role(
      `${name}-task-role`,
      { name: nameOf("task"), assumeRolePolicy },
      { parent: this },
    );

    this.executionRoleArn = execution.arn;
    this.taskRoleArn = task.arn;
    this.taskRoleName = task.name;
    this.permissions = policy;
    const { executionRoleArn, taskRoleArn, taskRoleName } = this;
    this.registerOutputs({ executionRoleArn, taskRoleArn, taskRoleName });
  }
}
