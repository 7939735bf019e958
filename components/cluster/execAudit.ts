import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { execLogGroupName } from "../../aws/naming";

/** What {@link execAudit} is made from. */
export interface ExecAuditArgs {
  readonly stack: string;
  /** Key of the cluster. */
  readonly cluster: string;
  readonly apps: Readonly<Record<string, { readonly exec?: boolean | undefined }>>;
  /** Days that logs are kept, one of the periods that CloudWatch knows. */
  readonly logRetentionDays: number;
}

/** Where ECS writes what is typed in shells of a cluster; nothing where no app lets anyone in. */
export function execAudit(
  name: string,
  { stack, cluster, apps, logRetentionDays }: ExecAuditArgs,
  parent: pulumi.Resource,
): aws.types.input.ecs.ClusterConfiguration | undefined {
  if (!Object.values(apps).some(({ exec }) => exec === true)) {
    return undefined;
  }
  const group = new aws.cloudwatch.LogGroup(
    `${name}-exec-log-group`,
    { name: execLogGroupName(stack, cluster), retentionInDays: logRetentionDays },
    { parent },
  );
  return {
    executeCommandConfiguration: {
      logging: "OVERRIDE",
      logConfiguration: { cloudWatchLogGroupName: group.name },
    },
  };
}
