/**
 * Outputs of resources that exist only in tests: an ARN for everything, and per type what other
 * resources read. Inputs always win over these.
 */

type Properties = Record<string, unknown>;

/** Region and account of everything that tests make. */
export const region = "eu-west-1";
export const accountId = "000000000000";

interface Made {
  readonly name: string;
  readonly inputs: Properties;
}

const registry = `${accountId}.dkr.ecr.${region}.amazonaws.com`;

/** A digest that is valid, and the same for the same name. */
export function digestOf(name: string): string {
  const hex = Buffer.from(name).toString("hex").padEnd(64, "0").slice(0, 64);
  return `sha256:${hex}`;
}

const byType: Record<string, (made: Made) => Properties> = {
  "aws:ec2/vpc:Vpc": () => ({ cidrBlock: "10.20.0.0/16" }),
  "aws:ec2/securityGroup:SecurityGroup": autoNamed,
  "aws:ec2/launchTemplate:LaunchTemplate": (made) => ({ ...autoNamed(made), latestVersion: 1 }),
  "aws:ec2/eip:Eip": () => ({ publicIp: "192.0.2.1" }),
  "aws:lb/loadBalancer:LoadBalancer": ({ name }) => ({
    dnsName: `${name}-1234567890.${region}.elb.amazonaws.com`,
    zoneId: "Z32O12XQLNTSW2",
    arnSuffix: `app/${name}/50dc6c495c0c9188`,
  }),
  "aws:lb/targetGroup:TargetGroup": (made) => ({
    ...autoNamed(made),
    arnSuffix: `targetgroup/${made.name}/73e2d6bc24d8a067`,
  }),
  "aws:ecr/repository:Repository": ({ name, inputs }) => ({
    repositoryUrl: `${registry}/${typeof inputs.name === "string" ? inputs.name : name}`,
    registryId: accountId,
  }),
  "aws:ecs/cluster:Cluster": autoNamed,
  "aws:ecs/capacityProvider:CapacityProvider": autoNamed,
  "aws:ecs/taskDefinition:TaskDefinition": ({ name, inputs }) => ({
    revision: 1,
    arnWithoutRevision: `arn:aws:ecs:${region}:${accountId}:task-definition/${typeof inputs.family === "string" ? inputs.family : name}`,
  }),
  "aws:ecs/service:Service": autoNamed,
  "aws:autoscaling/group:Group": autoNamed,
  "aws:iam/role:Role": (made) => {
    const { name } = { ...autoNamed(made), ...made.inputs };
    return { name, arn: `arn:aws:iam::${accountId}:role/${String(name)}` };
  },
  "aws:iam/instanceProfile:InstanceProfile": autoNamed,
  "aws:cloudwatch/logGroup:LogGroup": autoNamed,
  "aws:s3/bucket:Bucket": ({ name }) => ({
    bucket: `${name}-1234567`,
    bucketDomainName: `${name}-1234567.s3.amazonaws.com`,
    bucketRegionalDomainName: `${name}-1234567.s3.${region}.amazonaws.com`,
  }),
  "aws:codecommit/repository:Repository": ({ inputs }) => ({
    cloneUrlHttp: `https://git-codecommit.${region}.amazonaws.com/v1/repos/${String(inputs.repositoryName)}`,
  }),
  "aws:lambda/function:Function": autoNamed,
  "aws:lambda/invocation:Invocation": () => ({ result: '{"result":"committed"}' }),
  "aws:sqs/queue:Queue": (made) => ({
    ...autoNamed(made),
    url: `https://sqs.${region}.amazonaws.com/${accountId}/${made.name}`,
  }),
  "aws:cloudwatch/eventRule:EventRule": (made) => ({
    ...autoNamed(made),
    arn: `arn:aws:events:${region}:${accountId}:rule/${made.name}`,
  }),
  "aws:cloudwatch/metricAlarm:MetricAlarm": ({ name }) => ({
    arn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`,
  }),
  "aws:acm/certificate:Certificate": ({ inputs }) => ({
    domainValidationOptions: [
      {
        domainName: inputs.domainName,
        resourceRecordName: `_validation.${String(inputs.domainName)}.`,
        resourceRecordType: "CNAME",
        resourceRecordValue: "_value.acm-validations.aws.",
      },
    ],
  }),
  "aws:route53/record:Record": ({ inputs }) => ({ fqdn: inputs.name }),
  "awsx:ec2:Vpc": ({ name }) => ({
    vpcId: `${name}-vpc-id`,
    vpc: undefined,
    publicSubnetIds: [`${name}-public-1-id`, `${name}-public-2-id`],
    privateSubnetIds: [`${name}-private-1-id`, `${name}-private-2-id`],
    isolatedSubnetIds: [],
    routeTables: ["public", "private"].map((tier) => ({ id: `${name}-${tier}-routes-id` })),
  }),
  "docker-build:index:Image": ({ name, inputs }) => {
    const [tag] = Array.isArray(inputs.tags) ? (inputs.tags as unknown[]) : [];
    const repository =
      typeof tag === "string" ? tag.replace(/:[^:/]+$/, "") : `${registry}/${name}`;
    return { digest: digestOf(name), ref: `${repository}@${digestOf(name)}` };
  },
};

function autoNamed({ name }: Made): Properties {
  return { name: `${name}-1234567` };
}

/** What AWS would add to this resource's inputs. */
export function mockedOutputs(type: string, made: Made): Properties {
  const [provider = "", path = "", className = ""] = type.split(":");
  const service = path.split("/")[0] ?? path;
  const arn =
    provider === "aws"
      ? { arn: `arn:aws:${service}:${region}:${accountId}:${className.toLowerCase()}/${made.name}` }
      : {};
  return { ...arn, ...byType[type]?.(made) };
}
