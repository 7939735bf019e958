import { type ACM } from "@aws-sdk/client-acm";
import { type AutoScaling } from "@aws-sdk/client-auto-scaling";
import { type CloudWatch } from "@aws-sdk/client-cloudwatch";
import { type CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { type CodeBuild } from "@aws-sdk/client-codebuild";
import { type CodeCommit } from "@aws-sdk/client-codecommit";
import { type CodePipeline } from "@aws-sdk/client-codepipeline";
import { type EC2 } from "@aws-sdk/client-ec2";
import { type ECR } from "@aws-sdk/client-ecr";
import { type ECS } from "@aws-sdk/client-ecs";
import { type ElasticLoadBalancingV2 } from "@aws-sdk/client-elastic-load-balancing-v2";
import { type EventBridge } from "@aws-sdk/client-eventbridge";
import { type IAM } from "@aws-sdk/client-iam";
import { type KMS } from "@aws-sdk/client-kms";
import { type Lambda } from "@aws-sdk/client-lambda";
import { type Route53 } from "@aws-sdk/client-route-53";
import { type S3 } from "@aws-sdk/client-s3";
import { type Scheduler } from "@aws-sdk/client-scheduler";
import { type SecretsManager } from "@aws-sdk/client-secrets-manager";
import { type SNS } from "@aws-sdk/client-sns";
import { type SQS } from "@aws-sdk/client-sqs";
import { type SSM } from "@aws-sdk/client-ssm";
import { type STS } from "@aws-sdk/client-sts";

import { type Endpoints } from "./endpoint";

/**
 * One AWS SDK client a service, loaded when it is first asked for: starting a client's code costs more than
 * all the rest of the plugin. Entries call methods (`(await clients.ecs()).createCluster(…)`) and import only
 * types from the SDK, so that nothing is loaded before it is used.
 */
export interface Clients {
  readonly region: string;
  readonly partition: string;
  /** The account of the credentials in use. */
  account(): Promise<string>;
  acm(): Promise<ACM>;
  autoScaling(): Promise<AutoScaling>;
  cloudWatch(): Promise<CloudWatch>;
  codeBuild(): Promise<CodeBuild>;
  codeCommit(): Promise<CodeCommit>;
  codePipeline(): Promise<CodePipeline>;
  ec2(): Promise<EC2>;
  ecr(): Promise<ECR>;
  ecs(): Promise<ECS>;
  elbv2(): Promise<ElasticLoadBalancingV2>;
  eventBridge(): Promise<EventBridge>;
  iam(): Promise<IAM>;
  kms(): Promise<KMS>;
  lambda(): Promise<Lambda>;
  logs(): Promise<CloudWatchLogs>;
  route53(): Promise<Route53>;
  s3(): Promise<S3>;
  scheduler(): Promise<Scheduler>;
  secretsManager(): Promise<SecretsManager>;
  sns(): Promise<SNS>;
  sqs(): Promise<SQS>;
  ssm(): Promise<SSM>;
  sts(): Promise<STS>;
}

interface Sdk {
  readonly middlewareStack: {
    add(
      middleware: (
        next: (args: never) => Promise<unknown>,
        context: { clientName?: string; commandName?: string },
      ) => (args: never) => Promise<unknown>,
      options: { step: "initialize"; name: string },
    ): void;
  };
}

/** Clients of the services at `endpoints`, with credentials from the environment. */
export function createClients(region: string, endpoints: Endpoints): Clients {
  const settings = (service: string) => ({
    region,
    endpoint: endpoints.services[service] ?? endpoints.base,
    maxAttempts: 4,
  });
  const lazy = <T>(make: () => Promise<T>): (() => Promise<T>) => {
    let client: Promise<T> | undefined;
    return () => (client ??= make().then(named));
  };
  const sts = lazy(async () => new (await import("@aws-sdk/client-sts")).STS(settings("sts")));
  let account: Promise<string> | undefined;
  return {
    region,
    partition: partitionOf(region),
    account: () =>
      (account ??= sts()
        .then((client) => client.getCallerIdentity({}))
        .then((identity) => identity.Account ?? "")),
    acm: lazy(async () => new (await import("@aws-sdk/client-acm")).ACM(settings("acm"))),
    autoScaling: lazy(
      async () =>
        new (await import("@aws-sdk/client-auto-scaling")).AutoScaling(settings("auto_scaling")),
    ),
    cloudWatch: lazy(
      async () =>
        new (await import("@aws-sdk/client-cloudwatch")).CloudWatch(settings("cloudwatch")),
    ),
    codeBuild: lazy(
      async () => new (await import("@aws-sdk/client-codebuild")).CodeBuild(settings("codebuild")),
    ),
    codeCommit: lazy(
      async () =>
        new (await import("@aws-sdk/client-codecommit")).CodeCommit(settings("codecommit")),
    ),
    codePipeline: lazy(
      async () =>
        new (await import("@aws-sdk/client-codepipeline")).CodePipeline(settings("codepipeline")),
    ),
    ec2: lazy(async () => new (await import("@aws-sdk/client-ec2")).EC2(settings("ec2"))),
    ecr: lazy(async () => new (await import("@aws-sdk/client-ecr")).ECR(settings("ecr"))),
    ecs: lazy(async () => new (await import("@aws-sdk/client-ecs")).ECS(settings("ecs"))),
    elbv2: lazy(
      async () =>
        new (await import("@aws-sdk/client-elastic-load-balancing-v2")).ElasticLoadBalancingV2(
          settings("elastic_load_balancing_v2"),
        ),
    ),
    eventBridge: lazy(
      async () =>
        new (await import("@aws-sdk/client-eventbridge")).EventBridge(settings("eventbridge")),
    ),
    iam: lazy(async () => new (await import("@aws-sdk/client-iam")).IAM(settings("iam"))),
    kms: lazy(async () => new (await import("@aws-sdk/client-kms")).KMS(settings("kms"))),
    lambda: lazy(
      async () => new (await import("@aws-sdk/client-lambda")).Lambda(settings("lambda")),
    ),
    logs: lazy(
      async () =>
        new (await import("@aws-sdk/client-cloudwatch-logs")).CloudWatchLogs(
          settings("cloudwatch_logs"),
        ),
    ),
    route53: lazy(
      async () => new (await import("@aws-sdk/client-route-53")).Route53(settings("route_53")),
    ),
    s3: lazy(
      async () =>
        // A bucket's own host name does not exist on this machine.
        new (await import("@aws-sdk/client-s3")).S3({ ...settings("s3"), forcePathStyle: true }),
    ),
    scheduler: lazy(
      async () => new (await import("@aws-sdk/client-scheduler")).Scheduler(settings("scheduler")),
    ),
    secretsManager: lazy(
      async () =>
        new (await import("@aws-sdk/client-secrets-manager")).SecretsManager(
          settings("secrets_manager"),
        ),
    ),
    sns: lazy(async () => new (await import("@aws-sdk/client-sns")).SNS(settings("sns"))),
    sqs: lazy(async () => new (await import("@aws-sdk/client-sqs")).SQS(settings("sqs"))),
    ssm: lazy(async () => new (await import("@aws-sdk/client-ssm")).SSM(settings("ssm"))),
    sts,
  };
}

/** The partition that a region belongs to. */
function partitionOf(region: string): string {
  if (region.startsWith("cn-")) {
    return "aws-cn";
  }
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/** Writes the operation's name on every error: the SDK's errors do not say which call failed. */
function named<T>(client: T): T {
  (client as Sdk).middlewareStack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (error instanceof Error) {
          Object.assign(error, {
            operation: `${(context.clientName ?? "").replace(/Client$/, "")}.${(context.commandName ?? "").replace(/Command$/, "")}`,
          });
        }
        throw error;
      }
    },
    { step: "initialize", name: "slipwayOperationName" },
  );
  return client;
}
