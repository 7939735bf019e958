import { type CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { type CodeCommitClient } from "@aws-sdk/client-codecommit";
import { type CodePipelineClient } from "@aws-sdk/client-codepipeline";
import { type EC2Client } from "@aws-sdk/client-ec2";
import { type ECRClient } from "@aws-sdk/client-ecr";
import { type ECSClient } from "@aws-sdk/client-ecs";
import { type ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { type IAMClient } from "@aws-sdk/client-iam";
import { type Route53Client } from "@aws-sdk/client-route-53";
import { type SchedulerClient } from "@aws-sdk/client-scheduler";
import { type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { type SSMClient } from "@aws-sdk/client-ssm";

import { once } from "./once";

/**
 * One client a service. Each is loaded when it is first asked for: all of them together take longer
 * to load than everything else that a command does.
 */
export interface Clients {
  readonly codeCommit: () => Promise<CodeCommitClient>;
  readonly codePipeline: () => Promise<CodePipelineClient>;
  readonly ec2: () => Promise<EC2Client>;
  readonly ecr: () => Promise<ECRClient>;
  readonly ecs: () => Promise<ECSClient>;
  readonly elb: () => Promise<ElasticLoadBalancingV2Client>;
  readonly iam: () => Promise<IAMClient>;
  readonly logs: () => Promise<CloudWatchLogsClient>;
  readonly route53: () => Promise<Route53Client>;
  readonly scheduler: () => Promise<SchedulerClient>;
  readonly secrets: () => Promise<SecretsManagerClient>;
  readonly ssm: () => Promise<SSMClient>;
}

export interface ClientSettings {
  /** @default - the SDK's: AWS_REGION, then the profile's */
  readonly region?: string | undefined;
  /** @default - the SDK's: AWS_PROFILE, then "default" */
  readonly profile?: string | undefined;
  /** @default - the SDK's chain: environment, profile, the instance or task that this runs on */
  readonly credentials?: AwsCredentials | undefined;
}

/** Keys that were handed over rather than found. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What every client is made with. */
export function clientConfiguration({ region, profile, credentials }: ClientSettings) {
  return {
    // A table of a hundred apps asks often within a second; a rate that is exceeded recovers soon.
    maxAttempts: 6,
    // Without these a connection that is never answered is waited for without end. Every call answers within seconds.
    requestHandler: {
      connectionTimeout: 5_000,
      requestTimeout: 20_000,
      throwOnRequestTimeout: true,
    },
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    ...(credentials !== undefined && { credentials }),
  };
}

/** Clients of AWS, or of whatever AWS_ENDPOINT_URL names. */
export function awsClients(options: ClientSettings): Clients {
  const settings = clientConfiguration(options);
  return {
    codeCommit: once(async () => {
      const { CodeCommitClient } = await import("@aws-sdk/client-codecommit");
      return new CodeCommitClient(settings);
    }),
    codePipeline: once(async () => {
      const { CodePipelineClient } = await import("@aws-sdk/client-codepipeline");
      return new CodePipelineClient(settings);
    }),
    ec2: once(async () => {
      const { EC2Client } = await import("@aws-sdk/client-ec2");
      return new EC2Client(settings);
    }),
    ecr: once(async () => {
      const { ECRClient } = await import("@aws-sdk/client-ecr");
      return new ECRClient(settings);
    }),
    ecs: once(async () => {
      const { ECSClient } = await import("@aws-sdk/client-ecs");
      return new ECSClient(settings);
    }),
    elb: once(async () => {
      const { ElasticLoadBalancingV2Client } =
        await import("@aws-sdk/client-elastic-load-balancing-v2");
      return new ElasticLoadBalancingV2Client(settings);
    }),
    iam: once(async () => {
      const { IAMClient } = await import("@aws-sdk/client-iam");
      return new IAMClient(settings);
    }),
    logs: once(async () => {
      const { CloudWatchLogsClient } = await import("@aws-sdk/client-cloudwatch-logs");
      return new CloudWatchLogsClient(settings);
    }),
    route53: once(async () => {
      const { Route53Client } = await import("@aws-sdk/client-route-53");
      return new Route53Client(settings);
    }),
    scheduler: once(async () => {
      const { SchedulerClient } = await import("@aws-sdk/client-scheduler");
      return new SchedulerClient(settings);
    }),
    secrets: once(async () => {
      const { SecretsManagerClient } = await import("@aws-sdk/client-secrets-manager");
      return new SecretsManagerClient(settings);
    }),
    ssm: once(async () => {
      const { SSMClient } = await import("@aws-sdk/client-ssm");
      return new SSMClient(settings);
    }),
  };
}
