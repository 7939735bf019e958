import { type IncomingHttpHeaders } from "node:http";

/** A session of a role: who a function is to AWS. */
export interface RoleSession {
  /** `arn:aws:iam::<account>:role/<path and name>`. */
  readonly role: string;
  /** `arn:aws:sts::<account>:assumed-role/<role>/<function>`. */
  readonly arn: string;
}

/** What an API call asks for, as far as its envelope says. */
export interface AwsRequest {
  /** The signing name of the service: `ecs`, `elasticloadbalancing`, `ec2`. */
  readonly service: string;
  /** The API action, where the protocol carries it in a header or a parameter; REST calls have none here. */
  readonly action: string | undefined;
  readonly protocol: "json" | "query" | "rest";
  readonly accessKey: string | undefined;
  readonly region: string | undefined;
  /** Who calls, where the access key does not say it: all functions have the same one. */
  readonly session?: RoleSession | undefined;
}

const credential = /Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/;

/** Reads the envelope of a signed call; `undefined` for what is not one (registry, load balancer, plain GET). */
export function awsRequest(
  headers: IncomingHttpHeaders,
  body: Buffer,
  url: string,
): AwsRequest | undefined {
  const [, accessKey, region, service] = credential.exec(headers.authorization ?? "") ?? [];
  const target = headers["x-amz-target"];
  if (typeof target === "string") {
    const [prefix = "", action] = target.split(".");
    return {
      service: service ?? serviceOfTarget(prefix),
      action,
      protocol: "json",
      accessKey,
      region,
    };
  }
  if (service === undefined) {
    return undefined;
  }
  const form = (headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
  const query = form ? body.toString("utf8") : (url.split("?")[1] ?? "");
  const action = new URLSearchParams(query).get("Action") ?? undefined;
  const protocol = action === undefined ? "rest" : "query";
  return { service, action, protocol, accessKey, region };
}

/** `AmazonEC2ContainerServiceV20141113` is how unsigned JSON calls name their service. */
function serviceOfTarget(prefix: string): string {
  const known: Readonly<Record<string, string>> = {
    AmazonEC2ContainerServiceV20141113: "ecs",
    AmazonEC2ContainerRegistry_V20150921: "ecr",
    AmazonSSM: "ssm",
    CodeBuild_20161006: "codebuild",
    CodeCommit_20150413: "codecommit",
    CodePipeline_20150709: "codepipeline",
    Logs_20140328: "logs",
  };
  return known[prefix] ?? prefix;
}
