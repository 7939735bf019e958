import { type Clock } from "../../clock";
import { type AwsCalls, AwsCallError } from "../awsCalls";
import { ActionFailure, setting, type Job, type Outcome, type Perform } from "./action";
import { fileIn, type Commits } from "./commits";
import { imageDefinitions, type ImageDefinition } from "./imageDefinitions";
import { isSteady, serviceIn, type Service } from "./steadyState";
import { nextRevision } from "./taskDefinition";

type Answer = Readonly<Record<string, unknown>>;
type Input = Readonly<Record<string, unknown>>;

/** What the ECS action works with. */
export interface EcsParts {
  readonly calls: AwsCalls;
  readonly commits: Commits;
  readonly clock: Clock;
}

/** How often a service that is being deployed is looked at. */
const everyMs = 1000;
/** How long a call that fails in passing is repeated before the action fails. */
const patienceMs = 30_000;

/**
 * The ECS standard deployment action: registers a revision of the task definition that the service uses, with the
 * images of the file, and waits until the service runs that revision alone. It knows nothing of the circuit breaker:
 * a service that was rolled back never runs that revision, so the action ends with its timeout
 * (aws/containers-roadmap#1399). After a restart it goes on from what `progress` says.
 */
export function ecsDeploy({ calls, commits, clock }: EcsParts): Perform {
  return async (job) => {
    const deployment = deploymentOf(job);
    const deadline = job.run.startTime + deployment.timeoutMinutes * 60_000;
    let progress = job.run.progress ?? {};
    const note = (change: Readonly<Record<string, string>>): void => {
      progress = { ...progress, ...change };
      job.note({ progress, externalUrl: consoleUrl(job, deployment) });
    };
    const call = (action: string, input: Input): Promise<Answer> =>
      patiently(clock, job.signal, deadline, () =>
        calls.ecs(job.roleArn, action, input, decidedOn(job, deployment, action, input)),
      );

    let revision = progress["taskDefinition"];
    if (revision === undefined) {
      const images = await readImages(job, deployment.file, commits, calls);
      revision = await register(job, deployment, images, calls, call);
      note({ taskDefinition: revision });
    }
    if (progress["updated"] === undefined) {
      const { cluster, service } = deployment;
      await call("UpdateService", { cluster, service, taskDefinition: revision });
      note({ updated: "yes" });
    }
    return untilSteady(job, deployment, String(revision), deadline, clock, call);
  };
}

interface Deployment {
  readonly cluster: string;
  readonly service: string;
  readonly file: string;
  readonly timeoutMinutes: number;
}

function deploymentOf(job: Job): Deployment {
  return {
    cluster: setting(job, "ClusterName") ?? "",
    service: setting(job, "ServiceName") ?? "",
    file: setting(job, "FileName") ?? "imagedefinitions.json",
    timeoutMinutes: Number(setting(job, "DeploymentTimeout") ?? 60),
  };
}

async function readImages(
  job: Job,
  file: string,
  commits: Commits,
  calls: Pick<AwsCalls, "note" | "getObject">,
): Promise<readonly ImageDefinition[]> {
  const [input] = job.definition.inputArtifacts ?? [];
  const artifact = job.execution.artifacts[input?.name ?? ""];
  calls.note(job.roleArn, "s3", "GetObject", `arn:aws:s3:::${job.bucket}/${artifact?.key ?? "*"}`);
  const content = artifact && (await fileIn(artifact, file, job.roleArn, commits, calls));
  if (content === undefined) {
    throw new ActionFailure(
      "ConfigurationError",
      `Did not find the image definition file ${file} in the input artifacts ZIP file. Verify the file is stored in your pipeline's Amazon S3 artifact bucket: ${job.bucket} key: ${artifact?.key ?? ""}`,
    );
  }
  return imageDefinitions(file, content);
}

async function register(
  job: Job,
  { cluster, service }: Deployment,
  images: readonly ImageDefinition[],
  calls: Pick<AwsCalls, "note">,
  call: (action: string, input: Input) => Promise<Answer>,
): Promise<string> {
  const found = serviceIn(await call("DescribeServices", { cluster, services: [service] }));
  if (found?.taskDefinition === undefined) {
    throw new ActionFailure(
      "ConfigurationError",
      `The Amazon ECS service ${service} does not exist in the cluster ${cluster}`,
    );
  }
  const current = await call("DescribeTaskDefinition", {
    taskDefinition: found.taskDefinition,
    include: ["TAGS"],
  });
  const revision = nextRevision(current["taskDefinition"] as Answer, current["tags"], images);
  notePermissions(job, revision, calls);
  const { taskDefinition } = await call("RegisterTaskDefinition", revision);
  return String((taskDefinition as Answer)["taskDefinitionArn"]);
}

/** What IAM decides on in a call; a task definition cannot be named to describe it. */
function decidedOn(
  job: Job,
  { cluster, service }: Deployment,
  action: string,
  input: Input,
): string {
  switch (action) {
    case "DescribeTaskDefinition":
      return "*";
    case "RegisterTaskDefinition":
      return revisionsArn(job, input);
    default:
      return `arn:aws:ecs:${job.region}:${job.account}:service/${cluster}/${service}`;
  }
}

/** Revisions of a family: which one it becomes is not known when IAM decides. */
function revisionsArn(job: Job, { family }: Input): string {
  return `arn:aws:ecs:${job.region}:${job.account}:task-definition/${String(family)}:*`;
}

/** What RegisterTaskDefinition needs beside itself: the right to pass the two roles and to tag. */
function notePermissions(job: Job, revision: Answer, calls: Pick<AwsCalls, "note">): void {
  const toTasks = { "iam:PassedToService": "ecs-tasks.amazonaws.com" };
  for (const role of [revision["taskRoleArn"], revision["executionRoleArn"]]) {
    if (typeof role === "string") {
      calls.note(job.roleArn, "iam", "PassRole", role, toTasks);
    }
  }
  if (revision["tags"] !== undefined) {
    const whileMade = { "ecs:CreateAction": "RegisterTaskDefinition" };
    calls.note(job.roleArn, "ecs", "TagResource", revisionsArn(job, revision), whileMade);
  }
}

async function untilSteady(
  job: Job,
  deployment: Deployment,
  revision: string,
  deadline: number,
  clock: Clock,
  call: (action: string, input: Input) => Promise<Answer>,
): Promise<Outcome> {
  const { cluster, service, timeoutMinutes } = deployment;
  const url = consoleUrl(job, deployment);
  for (;;) {
    const found: Service | undefined = serviceIn(
      await call("DescribeServices", { cluster, services: [service] }),
    );
    const own = found?.deployments?.find(({ taskDefinition }) => taskDefinition === revision);
    if (found !== undefined && own !== undefined && isSteady(found, revision)) {
      return { succeeded: true, externalUrl: url, ...(own.id && { externalId: own.id }) };
    }
    if (clock.now() >= deadline) {
      throw new ActionFailure(
        "JobFailed",
        `The deployment timed out: the Amazon ECS service ${service} did not reach a steady state with ${revision} within ${timeoutMinutes} minutes`,
      );
    }
    await clock.wait(Math.min(everyMs, Math.max(1, deadline - clock.now())), job.signal);
  }
}

/** Repeats a call that was throttled, or that nobody answered; what ECS refuses fails the action at once. */
async function patiently<T>(
  clock: Clock,
  signal: AbortSignal,
  deadline: number,
  call: () => Promise<T>,
): Promise<T> {
  const until = Math.min(deadline, clock.now() + patienceMs);
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof AwsCallError)) {
        throw error;
      }
      if (!error.passing || clock.now() >= until) {
        throw failureOf(error);
      }
    }
    await clock.wait(everyMs, signal);
  }
}

function failureOf({ code, message, status }: AwsCallError): ActionFailure {
  if (/AccessDenied|UnauthorizedOperation/.test(code)) {
    return new ActionFailure(
      "PermissionError",
      `The provided role does not have sufficient permissions to access ECS: ${message}`,
    );
  }
  return new ActionFailure(
    status >= 500 ? "SystemUnavailable" : "JobFailed",
    `${message} (Service: AmazonECS; Status Code: ${status}; Error Code: ${code})`,
  );
}

function consoleUrl({ region }: Job, { cluster, service }: Deployment): string {
  return `https://console.aws.amazon.com/ecs/home?region=${region}#/clusters/${cluster}/services/${service}`;
}
