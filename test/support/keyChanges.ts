import { join } from "node:path";

import { buildChanges } from "./buildKeyChanges";

/** Another value for every key that a stack may have. */

export type Settings = Record<string, unknown>;

/** A value for one key, and what else it needs to be legal. */
export interface Change {
  readonly to: unknown;
  /**
   * Values that both sides get, by path.
   * @default - none
   */
  readonly given?: Readonly<Record<string, unknown>>;
}

const digest = `sha256:${"0".repeat(64)}`;
const secret = "arn:aws:ssm:eu-west-1:000000000000:parameter/one/";
const login = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:registry-";
const ecr = "000000000000.dkr.ecr.eu-west-1.amazonaws.com";
const certificate = "arn:aws:acm:eu-west-1:000000000000:certificate/";
const oldVpc = "vpc-0123456789abcdef0";

const variables = { environment: { MODE: "a" }, secrets: { TOKEN: `${secret}a` } };

/** A stack that says something about everything that can be said at once. */
export function everything(folder: string): Record<string, unknown> {
  return {
    "buildSecrets:first": "a",
    "buildSecrets:second": "b",
    "slipway:network": {},
    "slipway:tags": { Team: "a" },
    "slipway:images": {
      own: { context: join(folder, "one"), args: { MODE: "a" }, secrets: ["first"] },
      spare: { context: join(folder, "one") },
    },
    "slipway:clusters": {
      main: {
        capacity: { type: "ec2", instanceType: "m7i.large" },
        loadBalancer: { domain: "app.example.com", zone: "example.com" },
        apps: {
          one: {
            kind: "web",
            image: "own",
            port: 8080,
            ...variables,
            sidecars: { agent: { image: `busybox@${digest}`, memoryMiB: 32, ...variables } },
            volumes: {
              data: { efs: { fileSystemId: "fs-01234567", accessPointId: "fsap-01234567" } },
            },
            mounts: { data: { path: "/data" } },
          },
        },
      },
    },
  };
}

const cluster = "slipway:clusters.main";
const app = `${cluster}.apps.one`;

/** Requests move between two groups on Fargate alone. */
const serverless = {
  [`${cluster}.capacity`]: { type: "fargate" },
  [`${app}.cpuUnits`]: 512,
  [`${app}.memoryMiB`]: 1024,
};
const shifting = (strategy: string) => ({ ...serverless, [`${app}.deploy.strategy`]: strategy });
const fargate = {
  [`${cluster}.capacity`]: { type: "fargate" },
  [`${app}.cpuUnits`]: 512,
  [`${app}.memoryMiB`]: 1024,
};
const setup = `${app}.initContainers.setup`;
const prepared = { [setup]: { image: `busybox@${digest}`, memoryMiB: 32, ...variables } };
const scaled = { [`${app}.scaling`]: { min: 1, max: 4, cpuPercent: 50 } };
const queued = `${app}.scaling.queue`;
const queue = { arn: "arn:aws:sqs:eu-west-1:000000000000:order", messagesPerTask: 1 };
const job = `${cluster}.apps.job`;
const scheduled = {
  [job]: { kind: "scheduled", image: "own", schedule: "rate(1 day)" },
};
const echo = `${cluster}.apps.echo`;
const tcp = {
  [`${cluster}.networkLoadBalancer`]: {},
  [echo]: { kind: "tcp", image: `nginx@${digest}`, port: 7, listenerPort: 7 },
};
const prices = `${cluster}.apps.prices`;
const internal = { [prices]: { kind: "internal", image: `nginx@${digest}`, port: 8080 } };
const existingVpc = {
  "slipway:network": {
    vpc: oldVpc,
    subnets: { public: ["subnet-0000000a", "subnet-0000000b"], private: ["subnet-0000000c"] },
  },
};

/** What every container is told, the app's own and those beside it. */
function containerChanges(
  place: string,
  image: string,
  other: string,
  given: NonNullable<Change["given"]> = {},
): Record<string, Change> {
  const checked = { ...given, [`${place}.containerHealthCheck`]: { command: ["healthy"] } };
  const mounted = { ...given, [`${place}.mounts.data`]: { path: "/data" } };
  const limited = { ...given, [`${place}.ulimits`]: { nofile: { soft: 1024, hard: 2048 } } };
  const own = {
    image,
    command: ["serve"],
    entryPoint: ["/bin/sh"],
    "environment.MODE": "b",
    "secrets.TOKEN": `${secret}b`,
    user: "node",
    readonlyRootFilesystem: true,
    stopTimeoutSeconds: 31,
    init: true,
    [`dependsOn.${other}`]: "START",
  };
  const checks = {
    command: ["ready"],
    intervalSeconds: 6,
    timeoutSeconds: 3,
    retries: 4,
    startPeriodSeconds: 1,
  };
  return Object.fromEntries(
    [
      ...Object.entries(own).map(([key, to]) => [key, { to, given }] as const),
      ...Object.entries(checks).map(
        ([key, to]) => [`containerHealthCheck.${key}`, { to, given: checked }] as const,
      ),
      [
        "registryCredentials",
        {
          to: `${login}b`,
          given: {
            ...given,
            [`${place}.image`]: `registry.example.com/app@${digest}`,
            [`${place}.registryCredentials`]: `${login}a`,
          },
        },
      ] as const,
      ["mounts.data.path", { to: "/other", given: mounted }] as const,
      ["mounts.data.readOnly", { to: true, given: mounted }] as const,
      ["ulimits.nofile.soft", { to: 1025, given: limited }] as const,
      ["ulimits.nofile.hard", { to: 2049, given: limited }] as const,
    ].map(([key, change]) => [`${place}.${key}`, change]),
  );
}

export const changes: Readonly<Record<string, Change>> = {
  ...buildChanges,
  "slipway:network.vpc": { to: "vpc-00000000000000001", given: existingVpc },
  "slipway:network.cidr": { to: "10.99.0.0/16" },
  "slipway:network.availabilityZones": { to: 3 },
  "slipway:network.natGateways": { to: "per-az" },
  "slipway:network.endpoints": { to: true },
  "slipway:network.publicAddresses": {
    to: true,
    // Endpoints alone lead to no registry but ECR.
    given: {
      "slipway:network": { natGateways: 0, endpoints: true },
      [`${app}.sidecars.agent.image`]: `${ecr}/agent@${digest}`,
    },
  },
  "slipway:network.subnets.public": {
    to: ["subnet-0000000a", "subnet-0000000c"],
    given: existingVpc,
  },
  "slipway:network.subnets.private": { to: ["subnet-0000000b"], given: existingVpc },
  "slipway:network.flowLogs": { to: false },
  "slipway:images.own.context": { to: "two" },
  "slipway:images.filled.initial": {
    to: "nginx:1.28",
    given: { "slipway:images.filled": { initial: "nginx:1.27" } },
  },
  "slipway:images.own.dockerfile": { to: "Dockerfile.other" },
  "slipway:images.own.target": { to: "build" },
  "slipway:images.own.args.MODE": { to: "b" },
  "slipway:images.own.secrets": { to: ["second"] },
  "slipway:images.spare.platform": { to: "linux/arm64" },
  "slipway:images.own.buildOnPreview": { to: true },
  "slipway:images.own.keepReleases": { to: 31 },
  "slipway:images.own.keepNewest": { to: 101 },
  [`${cluster}.capacity.type`]: {
    to: "fargate",
    given: { ...fargate, [`${cluster}.capacity`]: { type: "ec2" } },
  },
  [`${cluster}.capacity.instanceType`]: { to: "m7i.xlarge" },
  [`${cluster}.capacity.min`]: { to: 2 },
  [`${cluster}.capacity.max`]: { to: 5 },
  [`${cluster}.capacity.targetCapacityPercent`]: { to: 90 },
  [`${cluster}.capacity.diskGiB`]: { to: 31 },
  [`${cluster}.capacity.spotPercent`]: { to: 50, given: fargate },
  [`${cluster}.architecture`]: {
    to: "ARM64",
    given: { ...fargate, [`${app}.image`]: `nginx@${digest}` },
  },
  [`${cluster}.loadBalancer.internetFacing`]: { to: false },
  [`${cluster}.loadBalancer.certificateArn`]: { to: `${certificate}a` },
  [`${cluster}.loadBalancer.domain`]: { to: "other.example.com" },
  [`${cluster}.loadBalancer.zone`]: { to: "Z0OTHER" },
  [`${cluster}.loadBalancer.sslPolicy`]: { to: "ELBSecurityPolicy-TLS13-1-3-2021-06" },
  [`${cluster}.loadBalancer.idleTimeoutSeconds`]: { to: 61 },
  [`${cluster}.loadBalancer.accessLogs`]: { to: false },
  [`${cluster}.loadBalancer.accessLogRetentionDays`]: { to: 91 },
  [`${cluster}.loadBalancer.deletionProtection`]: { to: false },
  [`${cluster}.networkLoadBalancer.internetFacing`]: { to: false, given: tcp },
  [`${cluster}.networkLoadBalancer.deletionProtection`]: { to: false, given: tcp },
  [`${cluster}.containerInsights`]: { to: "disabled" },
  ...containerChanges(app, `nginx@${digest}`, "agent"),
  ...containerChanges(`${app}.sidecars.agent`, `alpine@${digest}`, "one"),
  ...containerChanges(setup, `alpine@${digest}`, "agent", prepared),
  [`${setup}.cpuUnits`]: { to: 1, given: prepared },
  [`${setup}.memoryMiB`]: { to: 33, given: prepared },
  [`${app}.logs.mode`]: { to: "blocking" },
  [`${app}.exec`]: { to: true },
  [`${app}.cpuUnits`]: { to: 257 },
  [`${app}.memoryMiB`]: { to: 513 },
  [`${app}.sidecars.agent.cpuUnits`]: { to: 1 },
  [`${app}.sidecars.agent.memoryMiB`]: { to: 33 },
  [`${app}.sidecars.agent.essential`]: { to: false },
  [`${app}.volumes.data.efs.fileSystemId`]: { to: "fs-76543210" },
  [`${app}.volumes.data.efs.accessPointId`]: { to: "fsap-76543210" },
  [`${app}.volumes.data.hostPath`]: {
    to: "/other",
    given: { [`${app}.volumes.data`]: { hostPath: "/data" } },
  },
  [`${app}.volumes.data.tmpfs.sizeMiB`]: {
    to: 2,
    given: { [`${app}.volumes.data`]: { tmpfs: { sizeMiB: 1 } } },
  },
  [`${app}.secretsKeyArn`]: { to: "arn:aws:kms:eu-west-1:000000000000:key/one" },
  [`${app}.permissions`]: {
    to: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::uploads/*"] }],
  },
  [`${app}.policies`]: { to: ["arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"] },
  [`${app}.permissionsBoundary`]: { to: "arn:aws:iam::000000000000:policy/boundary" },
  [`${app}.outbound`]: { to: [{ port: 5432, to: "10.50.0.0/16", why: "database" }] },
  [`${app}.count`]: { to: 3 },
  [`${app}.scaling.min`]: { to: 2, given: scaled },
  [`${app}.scaling.max`]: { to: 5, given: scaled },
  [`${app}.scaling.cpuPercent`]: { to: 51, given: scaled },
  [`${app}.scaling.memoryPercent`]: { to: 50, given: scaled },
  [`${app}.scaling.requestsPerTarget`]: { to: 50, given: scaled },
  [`${app}.scaling.queue.arn`]: { to: `${queue.arn}s`, given: { ...scaled, [queued]: queue } },
  [`${app}.scaling.queue.messagesPerTask`]: { to: 2, given: { ...scaled, [queued]: queue } },
  [`${app}.scaling.schedule`]: { to: [{ at: "rate(1 hour)", min: 2 }], given: scaled },
  [`${app}.deploy.minimumHealthyPercent`]: { to: 50 },
  [`${app}.deploy.maximumPercent`]: { to: 150 },
  [`${app}.deploy.timeoutMinutes`]: { to: 16 },
  [`${app}.deploy.strategy`]: { to: "blue-green", given: serverless },
  [`${app}.deploy.stepPercent`]: { to: 25, given: shifting("linear") },
  [`${app}.deploy.canaryPercent`]: { to: 10, given: shifting("canary") },
  [`${app}.deploy.stepMinutes`]: { to: 5, given: shifting("canary") },
  [`${app}.deploy.bakeMinutes`]: { to: 10, given: shifting("blue-green") },
  [`${echo}.listenerPort`]: { to: 8, given: tcp },
  [`${echo}.certificateArn`]: { to: `${certificate}a`, given: tcp },
  [`${echo}.healthCheck.protocol`]: { to: "http", given: tcp },
  [`${echo}.healthCheck.path`]: {
    to: "/well",
    given: { ...tcp, [`${echo}.healthCheck`]: { protocol: "http", path: "/healthz" } },
  },
  [`${app}.connectsTo`]: { to: ["prices"], given: internal },
  [`${prices}.kind`]: {
    to: "web",
    given: { ...internal, [`${app}.route`]: { paths: ["/one/*"] } },
  },
  [`${prices}.protocol`]: { to: "grpc", given: internal },
  [`${prices}.requestTimeoutSeconds`]: { to: 60, given: internal },
  [`${prices}.idleTimeoutSeconds`]: { to: 60, given: internal },
  [`${job}.schedule`]: { to: "rate(2 days)", given: scheduled },
  [`${job}.timezone`]: { to: "Europe/Berlin", given: scheduled },
  [`${job}.overlap`]: { to: "allow", given: scheduled },
  [`${job}.retries`]: { to: 0, given: scheduled },
  [`${app}.port`]: { to: 8081 },
  [`${app}.route.paths`]: { to: ["/one/*"] },
  [`${app}.route.hosts`]: { to: ["app.example.com"] },
  [`${app}.route.priority`]: { to: 17 },
  [`${app}.healthCheck.path`]: { to: "/well" },
  [`${app}.healthCheck.intervalSeconds`]: { to: 6 },
  [`${app}.healthCheck.timeoutSeconds`]: { to: 3 },
  [`${app}.healthCheck.healthyThreshold`]: { to: 3 },
  [`${app}.healthCheck.unhealthyThreshold`]: { to: 4 },
  [`${app}.healthCheck.graceSeconds`]: { to: 61 },
  [`${app}.healthCheck.matcher`]: { to: "200-299" },
  [`${app}.deregistrationDelaySeconds`]: { to: 31 },
  [`${app}.slowStartSeconds`]: { to: 30 },
  [`${app}.stickiness.seconds`]: { to: 60, given: { [`${app}.stickiness`]: {} } },
  [`${app}.stickiness.cookie`]: { to: "session", given: { [`${app}.stickiness`]: {} } },
  [`${app}.deploy.approval`]: { to: true },
  "slipway:deployment.repository": { to: "other" },
  "slipway:deployment.branch": { to: "other" },
  "slipway:deployment.createRepository": { to: false },
  "slipway:tags.Team": { to: "b" },
  "slipway:logRetentionDays": { to: 60 },
  "slipway:protect": { to: false },
};
