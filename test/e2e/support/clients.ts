import { AutoScaling } from "@aws-sdk/client-auto-scaling";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { EC2 } from "@aws-sdk/client-ec2";
import { ECR } from "@aws-sdk/client-ecr";
import { ECS } from "@aws-sdk/client-ecs";
import { ElasticLoadBalancingV2 } from "@aws-sdk/client-elastic-load-balancing-v2";
import { IAM } from "@aws-sdk/client-iam";
import { S3 } from "@aws-sdk/client-s3";

/** Clients of one local AWS. */
export function clients(endpoint: string) {
  const settings = {
    endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  return {
    autoScaling: new AutoScaling(settings),
    ec2: new EC2(settings),
    ecr: new ECR(settings),
    ecs: new ECS(settings),
    elb: new ElasticLoadBalancingV2(settings),
    iam: new IAM(settings),
    logs: new CloudWatchLogs(settings),
    s3: new S3({ ...settings, forcePathStyle: true }),
  };
}

export type Clients = ReturnType<typeof clients>;
