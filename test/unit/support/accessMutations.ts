import { serviceStatement, services } from "../../support/soundMessages";
import { environment, inputs, statement, without, type Mutation } from "./mutation";

const delivers = "lets events and alarms reach the queues and topics that they are meant for";
const notice = "aws:cloudwatch/eventTarget:EventTarget app-failed-notice";
const account = { StringEquals: { "aws:SourceAccount": "000000000000" } };

/** Ways to break who may do and reach what. */
export const accessMutations: readonly Mutation[] = [
  [
    "lets the world in at the ports of listeners only",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule app-clients lets the world in where no load balancer listens",
    inputs("app-clients", { fromPort: 22, toPort: 22 }),
  ],
  [
    "lets the world in at the ports of listeners only",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule app-clients lets the world in where no load balancer listens",
    inputs("app-clients", { fromPort: 0, toPort: 65535 }),
  ],
  [
    "lets the world in at the ports of listeners only",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule app-clients lets the world in where no load balancer listens",
    inputs("app-clients", {
      cidrIpv4: undefined,
      cidrIpv6: "::/0",
      securityGroupId: "app-host-group-id",
    }),
  ],
  [
    "writes every security group rule as a resource of its own",
    "aws:ec2/securityGroup:SecurityGroup app-host-group has rules inside, which fight with rules outside",
    inputs("app-host-group", { egress: [{ protocol: "-1" }] }),
  ],
  [
    "describes every security group and every rule",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule app-to-hosts has no description",
    inputs("app-to-hosts", { description: " " }),
  ],
  [
    "keeps secrets out of the environment of containers",
    "aws:ecs/taskDefinition:TaskDefinition app-task: environment variable DB_PASSWORD looks like a secret",
    environment("DB_PASSWORD", "x"),
  ],
  [
    "keeps secrets out of the environment of containers",
    "aws:ecs/taskDefinition:TaskDefinition app-task: environment variable DATABASE_URL looks like a secret",
    environment("DATABASE_URL", "postgres://me:hidden@db/x"),
  ],
  [
    "blocks public access to every bucket",
    "aws:s3/bucket:Bucket app-logs does not block public access",
    inputs("app-logs-private", { restrictPublicBuckets: false }),
  ],
  [
    "writes every policy as a document with statements",
    "aws:iam/rolePolicy:RolePolicy app-policy has no statement that can be read",
    inputs("app-policy", { policy: "[object Object]" }),
  ],
  [
    "permits actions by their full names",
    'aws:iam/rolePolicy:RolePolicy app-policy permits "logs:*"',
    statement({ Action: ["logs:*"] }),
  ],
  [
    "permits nothing on every resource without a reason",
    "aws:iam/rolePolicy:RolePolicy app-policy permits s3:GetObject on every resource",
    statement({ Action: ["ecr:GetAuthorizationToken", "s3:GetObject"], Resource: ["*"] }),
  ],
  [
    "trusts nobody in general",
    "aws:iam/role:Role app-role trusts everybody",
    inputs("app-role", {
      assumeRolePolicy: JSON.stringify({
        Statement: [{ Effect: "Allow", Principal: { AWS: "*" } }],
      }),
    }),
  ],
  [
    "attaches only those policies of AWS that are listed with a reason",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment app-attachment attaches arn:aws:iam::aws:policy/AdministratorAccess",
    inputs("app-attachment", { policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }),
  ],
  [
    delivers,
    `${notice}: events.amazonaws.com may not call kms:GenerateDataKey on arn:aws:kms:eu-west-1:000000000000:key/app-key`,
    inputs("app-key", {
      policy: serviceStatement(services, ["kms:GenerateDataKey", "kms:Decrypt"], "*", account),
    }),
  ],
  [
    delivers,
    `${notice}: events.amazonaws.com may not call sns:Publish on arn:aws:sns:eu-west-1:000000000000:topic/app-topic`,
    inputs("app-topic-policy", {
      policy: serviceStatement(services, ["sns:Publish"], "*", account),
    }),
  ],
  [
    delivers,
    `${notice}: events.amazonaws.com may not call sqs:SendMessage on arn:aws:sqs:eu-west-1:000000000000:queue/app-lost`,
    without("app-lost-policy"),
  ],
  [
    delivers,
    "aws:cloudwatch/metricAlarm:MetricAlarm app-alarm: cloudwatch.amazonaws.com may not call kms:Decrypt on alias/aws/sns",
    inputs("app-topic", { kmsMasterKeyId: "alias/aws/sns" }),
  ],
];
