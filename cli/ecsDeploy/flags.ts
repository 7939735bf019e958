/** One flag as help, the parser and the GitHub action know it. */
export interface Flag {
  readonly long: string;
  readonly short?: string;
  /** What stands for the value in help; a switch has none. */
  readonly value?: string;
  readonly says: string;
  readonly repeatable?: boolean;
}

/** Every flag of the shell tool under its names, then those that it does not have. */
export const flags = {
  accessKey: {
    short: "-k",
    long: "--aws-access-key",
    value: "KEY",
    says: "access key ID; with --aws-secret-key. AWS_ACCESS_KEY_ID keeps it off the process list",
  },
  secretKey: {
    short: "-s",
    long: "--aws-secret-key",
    value: "SECRET",
    says: "secret access key; AWS_SECRET_ACCESS_KEY keeps it off the process list",
  },
  region: {
    short: "-r",
    long: "--region",
    value: "REGION",
    says: "region; default: AWS_DEFAULT_REGION, AWS_REGION, then the profile's",
  },
  profile: {
    short: "-p",
    long: "--profile",
    value: "PROFILE",
    says: "profile; default: AWS_PROFILE, then AWS_DEFAULT_PROFILE",
  },
  instanceProfile: {
    long: "--aws-instance-profile",
    says: "use the credentials of the instance or task that this runs on, which is the default too",
  },
  assumeRole: {
    short: "-a",
    long: "--aws-assume-role",
    value: "ARN",
    says: "assume this role first; a profile is what it is assumed with",
  },
  cluster: { short: "-c", long: "--cluster", value: "CLUSTER", says: "name or ARN of the cluster" },
  service: {
    short: "-n",
    long: "--service-name",
    value: "SERVICE",
    says: "name or ARN of the service to deploy to; this or --task-definition",
  },
  definition: {
    short: "-d",
    long: "--task-definition",
    value: "DEFINITION",
    says: "family, family:revision or ARN of which to register a new revision, without a service",
  },
  image: {
    short: "-i",
    long: "--image",
    value: "IMAGE",
    says: "image for the containers that run one of the same repository; name[:tag][@sha256:digest]",
  },
  desired: {
    short: "-D",
    long: "--desired-count",
    value: "COUNT",
    says: "tasks that the service is to run; default: as it is",
  },
  min: {
    short: "-m",
    long: "--min",
    value: "PERCENT",
    says: "minimumHealthyPercent of the service; default: as it is",
  },
  max: {
    short: "-M",
    long: "--max",
    value: "PERCENT",
    says: "maximumPercent of the service; default: as it is",
  },
  timeout: {
    short: "-t",
    long: "--timeout",
    value: "SECONDS",
    says: "how long the new tasks may take to run, and then the deployment to complete; default: 90, with --commit as long as the pipeline takes",
  },
  tagVariable: {
    short: "-e",
    long: "--tag-env-var",
    value: "NAME",
    says: "environment variable that holds the tag of an --image without one",
  },
  tagOnly: {
    short: "-to",
    long: "--tag-only",
    value: "TAG",
    says: "give the image of every container this tag; --image is not read then",
  },
  maxDefinitions: {
    long: "--max-definitions",
    value: "COUNT",
    says: "revisions to keep; older ones that nothing uses are deregistered after the deployment",
  },
  definitionFile: {
    long: "--task-definition-file",
    value: "PATH",
    says: "JSON of the task definition to begin with in place of the present one",
  },
  rollback: {
    long: "--enable-rollback",
    says: "put the service back when the deployment fails, and wait for that",
  },
  force: {
    long: "--force-new-deployment",
    says: "replace the service's tasks, with the revision that it has",
  },
  latest: {
    long: "--use-latest-task-def",
    says: "begin with the family's newest revision, not with the service's",
  },
  skipCheck: {
    long: "--skip-deployments-check",
    says: "end when the new tasks run, before the old ones are gone",
  },
  runTask: {
    long: "--run-task",
    says: "run the new revision once; with --task-definition",
  },
  waitForSuccess: {
    long: "--wait-for-success",
    says: "wait until that task has stopped, and fail unless its containers ended with 0",
  },
  launchType: {
    long: "--launch-type",
    value: "TYPE",
    says: "EC2, FARGATE or EXTERNAL, for the task",
  },
  platformVersion: {
    long: "--platform-version",
    value: "VERSION",
    says: "platform version of Fargate, for the task",
  },
  networkConfiguration: {
    long: "--network-configuration",
    value: "CONFIGURATION",
    says: "for the task: JSON, or awsvpcConfiguration={subnets=[…],securityGroups=[…],assignPublicIp=…}",
  },
  copyTags: {
    long: "--copy-task-definition-tags",
    says: "give the new revision the tags of the one before",
  },
  verbose: { short: "-v", long: "--verbose", says: "log each call of AWS, without its content" },
  version: { long: "--version", says: "print the version" },
  container: {
    long: "--container",
    value: "NAME=IMAGE",
    says: "image for the container of this name, whatever it runs now",
    repeatable: true,
  },
  env: {
    long: "--env",
    value: "CONTAINER:NAME=VALUE",
    says: "set an environment variable of a container; no value removes it",
    repeatable: true,
  },
  schedules: {
    long: "--schedules",
    says: "point EventBridge rules and schedules that run the family at the new revision, too",
  },
  diff: { long: "--diff", says: "print what changes; the default on a terminal" },
  noDiff: { long: "--no-diff", says: "do not print what changes" },
  dryRun: { long: "--dry-run", says: "change nothing: print what would change" },
  noWait: { long: "--no-wait", says: "end as soon as ECS has taken the deployment" },
  json: { long: "--json", says: "print the result as JSON, all else on standard error" },
  commit: {
    long: "--commit",
    value: "STACK",
    says: "commit the image to revision.json of this stack of Slipway, and follow its pipeline; the service is not touched",
  },
  policy: { long: "--policy", says: "print the least IAM policy that these flags need" },
  help: { short: "-h", long: "--help", says: "show this help" },
} as const satisfies Readonly<Record<string, Flag>>;

export type FlagName = keyof typeof flags;

export const flagEntries = Object.entries(flags) as readonly (readonly [FlagName, Flag])[];

/** The flag that is written so. */
export function flagNamed(word: string): FlagName | undefined {
  return flagEntries.find(([, { short, long }]) => word === long || word === short)?.[0];
}

export function takesValue(name: FlagName): boolean {
  return flagEntries.some(([key, { value }]) => key === name && value !== undefined);
}

export function isRepeatable(name: FlagName): boolean {
  return flagEntries.some(([key, { repeatable = false }]) => key === name && repeatable);
}

const column = 42;

/** What --help prints, and what is printed after wrong usage. */
export function usage(): string {
  const lines = flagEntries.map(([, { short, long, value, says }]) => {
    const names = `${short === undefined ? "     " : `${short},`.padEnd(5)}${long}`;
    const head = `  ${names}${value === undefined ? "" : ` ${value}`}`;
    return head.length < column - 1
      ? `${head.padEnd(column)}${says}`
      : `${head}\n${" ".repeat(column)}${says}`;
  });
  return `Usage: ecs-deploy -c CLUSTER -n SERVICE -i IMAGE [flags]
       ecs-deploy -d DEFINITION -i IMAGE [flags]

Deploys an image to an Amazon ECS service: registers a revision of its task definition with that
image, gives it to the service, and waits until it runs.

${lines.join("\n")}
`;
}
