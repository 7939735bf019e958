import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { appRoleName, execLogGroupName, typeToken } from "../../../aws/naming";
import { type Permission } from "../../../aws/permission";
import { type AccountContext } from "../../accountContext";
import { type Transform, transformed } from "../../transform";
import { type AppIdentity } from "../app";
import { executionPolicy, type FileSystemAccess, taskPolicy, taskTrust } from "./permissions";

/** What an app may do in AWS, in the words of the configuration. */
export interface TaskPermissions {
  /** @default - none: the app may call nothing */
  readonly permissions?: readonly Permission[] | undefined;
  /** Whether people may open shells in its containers. @default false */
  readonly exec?: boolean | undefined;
  /** ARNs of managed policies. @default - none */
  readonly policies?: readonly string[] | undefined;
  /** ARN of the managed policy that neither role may go beyond. @default - none */
  readonly permissionsBoundary?: string | undefined;
}

/** Changes to the resources of {@link TaskRoles}, by child. */
export interface TaskRolesTransform {
  readonly executionRole?: Transform<aws.iam.RoleArgs>;
  readonly executionPolicy?: Transform<aws.iam.RolePolicyArgs>;
  readonly taskRole?: Transform<aws.iam.RoleArgs>;
  readonly taskPolicy?: Transform<aws.iam.RolePolicyArgs>;
  readonly taskPolicyAttachment?: Transform<aws.iam.RolePolicyAttachmentArgs>;
}

/** Arguments of {@link TaskRoles}. */
export interface TaskRolesArgs extends TaskPermissions {
  /** Decides the names of the roles. */
  readonly identity: AppIdentity;
  readonly account: AccountContext;
  /** ECR repositories that the task's images come from. */
  readonly repositoryArns: pulumi.Input<pulumi.Input<string>[]>;
  /** Name of the app's log group. */
  readonly logGroup: string;
  /** File systems that its containers mount. @default - none */
  readonly fileSystems?: readonly FileSystemAccess[] | undefined;
  /** Secrets and parameters that containers read at their start. */
  readonly secretArns: readonly string[];
  /**
   * Key that the secrets are encrypted with.
   * @default - AWS's own, which needs no permission
   */
  readonly secretsKeyArn?: string | undefined;
  /** @default - none: everything is as written here */
  readonly transform?: TaskRolesTransform | undefined;
}

/** The two roles of a task: what ECS may do to start it, and what the app itself may do. */
export class TaskRoles extends pulumi.ComponentResource {
  /** For ECS; known once it has its permissions, else the first tasks fail to start. */
  public readonly executionRoleArn: pulumi.Output<string>;
  /** For the app. It may do what its configuration names, and nothing else. */
  public readonly taskRoleArn: pulumi.Output<string>;
  /** Name of the app's role. */
  public readonly taskRoleName: pulumi.Output<string>;
  /**
   * The permissions of both: there before the first task, which may need them at once. A service must
   * be gone before those of ECS are, or it hangs while draining.
   */
  public readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: TaskRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    const { transform = {}, ...inputs } = args;
    super(typeToken("app", "TaskRoles"), name, inputs, opts);

    const { account, identity, permissions, fileSystems, policies = [] } = args;
    const { permissionsBoundary } = args;
    const { stack, cluster, app } = identity;
    const assumeRolePolicy = JSON.stringify(taskTrust(account));
    const nameOf = (role: "execution" | "task") =>
      appRoleName([stack, cluster, app], account.region, role);
    const boundary = permissionsBoundary === undefined ? {} : { permissionsBoundary };
    const execution = new aws.iam.Role(
      ...transformed(
        transform.executionRole,
        `${name}-execution-role`,
        { name: nameOf("execution"), assumeRolePolicy, ...boundary },
        { parent: this },
      ),
    );
    const executionPermissions = new aws.iam.RolePolicy(
      ...transformed(
        transform.executionPolicy,
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
      ),
    );
    const task = new aws.iam.Role(
      ...transformed(
        transform.taskRole,
        `${name}-task-role`,
        { name: nameOf("task"), assumeRolePolicy, ...boundary },
        { parent: this },
      ),
    );
    const exec = args.exec === true ? { logGroup: execLogGroupName(stack, cluster) } : undefined;
    const policy = taskPolicy({ account, permissions, fileSystems, exec });
    const taskPermissions =
      policy.Statement.length === 0
        ? []
        : [
            new aws.iam.RolePolicy(
              ...transformed(
                transform.taskPolicy,
                `${name}-task-policy`,
                { role: task.name, policy: JSON.stringify(policy) },
                { parent: this },
              ),
            ),
          ];
    const attached = policies.map(
      (policyArn) =>
        new aws.iam.RolePolicyAttachment(
          ...transformed(
            transform.taskPolicyAttachment,
            `${name}-task-${policySlug(policyArn)}`,
            { role: task.name, policyArn },
            { parent: this },
          ),
        ),
    );

    this.executionRoleArn = execution.arn;
    this.taskRoleArn = task.arn;
    this.taskRoleName = task.name;
    this.ready = [executionPermissions, ...taskPermissions, ...attached];
    const { executionRoleArn, taskRoleArn, taskRoleName } = this;
    this.registerOutputs({ executionRoleArn, taskRoleArn, taskRoleName });
  }
}

/** The owner and the name of a policy: two of one name have other owners. */
function policySlug(arn: string): string {
  return arn
    .split(":")
    .slice(4)
    .join("-")
    .replace(/[^A-Za-z0-9]+/g, "-");
}
