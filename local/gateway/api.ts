import { type IncomingMessage, type ServerResponse } from "node:http";

import { type Answer, awsError } from "./awsError";
import { awsRequest, type AwsRequest, type RoleSession } from "./awsRequest";
import { actingOf } from "./functions/callResources";
import { managesFunctions } from "./functions/functionEnvironment";
import { serveFunctions } from "./functions/serveFunctions";
import { type Gateway } from "./gateway";
import { missingImage } from "./missingImage";
import { publicParameterReply } from "./publicParameters";
import { type Acting } from "./recorded";
import { refusalOf } from "./registry";
import { imagesToAws, imagesToLocal, layerToLocal } from "./rewriteImages";
import { loadBalancersToAws } from "./rewriteLoadBalancers";
import { queuesToLocal } from "./rewriteQueues";
import { bodyOf, clientHeaders, send, stream, unreachable, type Reply } from "./upstream";

/**
 * The AWS APIs: calls with an action are read, checked and rewritten; the rest passes through.
 *
 * @param session who calls, where the access key does not say it.
 */
export async function serveApi(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
  session?: RoleSession,
): Promise<void> {
  if (managesFunctions(request.url ?? "/")) {
    await serveFunctions(gateway, request, response, session);
    return;
  }
  const call = readable(request) ? await readCall(gateway, request, session) : undefined;
  if (call === undefined) {
    recordStream(gateway, request, response, session);
    stream(gateway.upstream, request, response, request.headers);
    return;
  }
  try {
    const answer = await answerCall(gateway, request, call);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  } catch (error) {
    unreachable(response, error instanceof Error ? error : new Error(String(error)));
  }
}

interface Call {
  readonly aws: AwsRequest;
  readonly body: string;
  /** The role that calls. @default - the access key says who calls */
  readonly acting?: Acting | undefined;
}

type Envelope = Pick<IncomingMessage, "method" | "url" | "headers">;

/** Answers a call and records it. */
export async function answerCall(gateway: Gateway, request: Envelope, call: Call): Promise<Answer> {
  const answer = await answerOf(gateway, request, call);
  gateway.calls.record(call.aws, call.body, answer.status, call.acting);
  return answer;
}

/** Calls that carry an action in a header or a form; REST calls carry objects and are streamed. */
function readable(request: IncomingMessage): boolean {
  const type = request.headers["content-type"] ?? "";
  return (
    request.headers["x-amz-target"] !== undefined ||
    (request.method === "POST" && type.startsWith("application/x-www-form-urlencoded"))
  );
}

async function readCall(
  gateway: Gateway,
  request: IncomingMessage,
  session: RoleSession | undefined,
): Promise<Call> {
  const body = await bodyOf(request);
  const aws = awsRequest(request.headers, body, request.url ?? "/") ?? {
    service: "unknown",
    action: new URLSearchParams(body.toString("utf8")).get("Action") ?? undefined,
    protocol: "query",
    accessKey: undefined,
    region: undefined,
  };
  const known = { ...aws, session };
  const text = body.toString("utf8");
  return { aws: known, body: text, acting: actingOf(gateway.options, known, text) };
}

async function answerOf(gateway: Gateway, request: Envelope, call: Call): Promise<Answer> {
  const { aws, body } = call;
  const fault = gateway.faults.take(aws.service, aws.action, body);
  if (fault !== undefined) {
    return awsError(aws, fault.code, fault.message, fault.status);
  }
  const problem = gateway.validator.problem(aws, body);
  if (problem !== undefined) {
    return awsError(aws, problem.code, problem.message);
  }
  const own = await ownAnswer(gateway, aws, body);
  if (own !== undefined) {
    return own;
  }
  const reply = await send(gateway.upstream, {
    method: request.method ?? "POST",
    path: request.url ?? "/",
    headers: request.headers,
    body: Buffer.from(toEmulator(gateway, aws, body)),
  });
  if (aws.service === "ecr" && aws.action === "DescribeImages" && reply.status < 300) {
    const missing = missingImage(body, reply.body.toString("utf8"), gateway.options.account);
    if (missing !== undefined) {
      return awsError(aws, "ImageNotFoundException", missing);
    }
  }
  if (aws.service === "ecr" && reply.status < 300) {
    gateway.exclusions.note(aws.action, body);
  }
  if (aws.service === "ecs" && reply.status < 300) {
    const text = reply.body.toString("utf8");
    gateway.serviceDeployments.note(aws.action, text);
    gateway.taskWatch.note(aws.action, text);
  }
  if (aws.service === "elasticloadbalancing" && reply.status < 300) {
    gateway.tcpListeners.note(aws.action);
  }
  return toClient(gateway, aws, reply, request.headers.host);
}

/** What the emulator does not do, or does differently from AWS. */
async function ownAnswer(
  gateway: Gateway,
  aws: AwsRequest,
  body: string,
): Promise<Answer | undefined> {
  if (aws.service === "codebuild") {
    return gateway.codeBuild.answer(aws, body);
  }
  if (aws.service === "codecommit") {
    return gateway.codeCommit.answer(aws, body);
  }
  if (aws.service === "codepipeline") {
    return gateway.codePipeline.answer(aws, body);
  }
  if (aws.service === "ecs") {
    return gateway.serviceDeployments.answer(aws, body);
  }
  if (aws.service === "ssm") {
    const region = aws.region ?? gateway.options.region;
    const reply = publicParameterReply(aws.action, body, region);
    return reply === undefined ? undefined : json(reply);
  }
  if (aws.service === "ecr" && aws.action === "PutImage") {
    const put = JSON.parse(body) as {
      repositoryName?: string;
      imageTag?: string;
      imageDigest?: string;
    };
    if (put.repositoryName === undefined || put.imageTag === undefined) {
      return undefined;
    }
    const refusal = await refusalOf(gateway, put.repositoryName, put.imageTag, put.imageDigest);
    return refusal === undefined
      ? undefined
      : awsError(aws, "ImageTagAlreadyExistsException", refusal);
  }
  if (aws.service === "elasticloadbalancing" && aws.action === "DescribeTargetHealth") {
    return gateway.targetHealth.answer(gateway, body);
  }
  return undefined;
}

function json(body: string): Answer {
  return { status: 200, headers: { "content-type": "application/x-amz-json-1.1" }, body };
}

function toEmulator(gateway: Gateway, aws: AwsRequest, body: string): string {
  if (aws.service === "ecs") {
    return imagesToLocal(body, gateway.registry);
  }
  return loadBalancersToAws(body, gateway.options.port);
}

function toClient(
  gateway: Gateway,
  aws: AwsRequest,
  reply: Reply,
  calledAt: string | undefined,
): Answer {
  const text = reply.body.toString("utf8");
  const body =
    aws.service === "ecs"
      ? imagesToAws(text, gateway.registry)
      : aws.service === "ecr" && reply.status < 300
        ? layerToLocal(gateway.exclusions.complete(text), gateway.registry)
        : aws.service === "elasticloadbalancing"
          ? gateway.toLocal(text)
          : aws.service === "sqs"
            ? queuesToLocal(text, gateway.queues, calledAt)
            : text;
  return { status: reply.status, headers: clientHeaders(reply), body };
}

function recordStream(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
  session: RoleSession | undefined,
): void {
  const url = request.url ?? "/";
  const aws = awsRequest(request.headers, Buffer.alloc(0), url);
  if (aws === undefined) {
    return;
  }
  response.on("finish", () => {
    const action = aws.action ?? `${request.method ?? ""} ${url.split("?")[0] ?? ""}`;
    const acting = actingOf(gateway.options, { ...aws, session }, "");
    gateway.calls.record({ ...aws, action }, "", response.statusCode, acting);
  });
}
