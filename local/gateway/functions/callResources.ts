import { type AwsRequest } from "../awsRequest";
import { resourcesIn, type Acting } from "../recorded";

/** Account of a call, and its region if it names none. */
interface Where {
  readonly account: string;
  readonly region: string;
}

type Input = Readonly<Record<string, unknown>>;

/** By service: what a request is about, as ARNs or as IAM names it behind `arn:aws:<service>:<region>:<account>:`. */
const named: Readonly<Record<string, (input: Input, action: string) => readonly unknown[]>> = {
  codecommit: ({ repositoryName }) => [repositoryName],
  codepipeline: ({ name, pipelineName }) => [name ?? pipelineName],
  ecr: ({ repositoryName }) => [within("repository", repositoryName)],
  ecs: (
    { cluster, service, services, serviceRevisionArns, taskDefinition, family, tasks },
    action,
  ) => [
    ...[service, ...items(services)].map((name) => within(`service/${nameOf(cluster)}`, name)),
    ...items(serviceRevisionArns),
    ...items(tasks).map((task) => within(`task/${nameOf(cluster)}`, task)),
    // Which revision it becomes is not known when IAM decides.
    ...(action === "RunTask" ? [revisions(taskDefinition)] : []),
    ...(action === "RegisterTaskDefinition" ? [revisions(family)] : []),
    ...(action === "ListTasks" ? [within(`container-instance/${nameOf(cluster)}`, "*")] : []),
  ],
  logs: ({ logGroupName, logStreamName }) => [
    isText(logStreamName) ? `log-group:${String(logGroupName)}:log-stream:${logStreamName}` : "",
  ],
  sqs: ({ QueueUrl }) => [nameOf(QueueUrl)],
  ssm: ({ Name }) => [typeof Name === "string" ? within("parameter", Name.replace(/^\//, "")) : ""],
};

/** Calls that name a resource and that IAM decides on without one. */
const withoutResource = ["elasticloadbalancing:DescribeTargetHealth"];

/** What IAM would decide the call of a function by; `undefined` for the call of another. */
export function actingOf(where: Where, aws: AwsRequest, body: string): Acting | undefined {
  if (aws.session === undefined) {
    return undefined;
  }
  const conditions = callConditions(where, aws, body);
  return { role: aws.session.role, resources: callResources(aws, body, where), conditions };
}

/** What IAM decides a call on; `*` where the call is about no resource. */
function callResources(aws: AwsRequest, body: string, where: Where): readonly string[] {
  const about = aws.protocol === "json" ? named[aws.service] : undefined;
  if (withoutResource.includes(`${aws.service}:${aws.action ?? ""}`)) {
    return ["*"];
  }
  const found =
    about === undefined ? resourcesIn(body) : about(parsed(body), aws.action ?? "").filter(isText);
  const prefix = `arn:aws:${aws.service}:${aws.region ?? where.region}:${where.account}:`;
  const arns = found.map((name) => (name.startsWith("arn:") ? name : prefix + name));
  return arns.length === 0 ? ["*"] : [...new Set(arns)];
}

/** Calls to CodeCommit that tell IAM which reference they write; those that read do not. */
const writesReference = ["CreateBranch", "CreateCommit", "DeleteBranch", "DeleteFile", "PutFile"];

/** What a call gives for the keys of conditions in policies, as far as AWS tells it from the request. */
function callConditions(
  where: Where,
  aws: AwsRequest,
  body: string,
): Readonly<Record<string, string>> {
  if (aws.service === "ecs" && ["ListTasks", "RunTask"].includes(aws.action ?? "")) {
    const { cluster } = parsed(body);
    const region = aws.region ?? where.region;
    const arn = `arn:aws:ecs:${region}:${where.account}:cluster/${nameOf(cluster)}`;
    return isText(cluster) ? { "ecs:cluster": arn } : {};
  }
  if (aws.service !== "codecommit" || !writesReference.includes(aws.action ?? "")) {
    return {};
  }
  const { branchName } = parsed(body);
  return isText(branchName) ? { "codecommit:References": `refs/heads/${branchName}` } : {};
}

function within(kind: string, name: unknown): unknown {
  return isText(name) && !name.startsWith("arn:") ? `${kind}/${name}` : name;
}

/** Every revision of a family, which may be named with one of them. */
function revisions(family: unknown): unknown {
  return isText(family) ? `task-definition/${nameOf(family).split(":")[0] ?? ""}:*` : "";
}

/** The last part of an ARN or of a queue's URL. */
function nameOf(value: unknown): string {
  return isText(value) ? (value.split("/").at(-1) ?? value) : "";
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function parsed(body: string): Input {
  return JSON.parse(body === "" ? "{}" : body) as Input;
}
