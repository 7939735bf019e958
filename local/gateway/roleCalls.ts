import { answerCall } from "./api";
import { type Answer } from "./awsError";
import { type AwsRequest } from "./awsRequest";
import { type BuildCalls } from "./codebuild/calls";
import { AwsCallError, type AwsCalls, type StoredObject } from "./codepipeline/awsCalls";
import { type Gateway } from "./gateway";
import { type Acting } from "./recorded";
import { send as sendTo } from "./upstream";

/** What names a service in the header of its calls. */
const targets = {
  codepipeline: "CodePipeline_20150709",
  ecs: "AmazonEC2ContainerServiceV20141113",
  logs: "Logs_20140328",
  secretsmanager: "secretsmanager",
  ssm: "AmazonSSM",
} as const;

/** What services of the gateway call. */
export interface RoleCalls extends AwsCalls, BuildCalls {
  /** @throws AwsCallError */
  startPipeline(roleArn: string, pipelineArn: string): Promise<void>;
}

/**
 * Calls that a service of the gateway makes with someone's role. They take the way of every other call, so images
 * are rewritten and faults injected, and are recorded under the role.
 */
export function roleCalls(gateway: () => Gateway): RoleCalls {
  const signature = (service: string): string =>
    `AWS4-HMAC-SHA256 Credential=test/20260101/${gateway().options.region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
  const send = async (
    acting: Acting,
    aws: AwsRequest,
    headers: Readonly<Record<string, string>>,
    body: string,
    url = "/",
  ): Promise<Answer> => {
    const authorization = signature(aws.service);
    const request = { method: "POST", url, headers: { ...headers, authorization } };
    const answer = await answerCall(gateway(), request, { aws, body, acting }).catch(
      (error: unknown) => {
        throw new AwsCallError("ServiceUnavailable", String(error), 503);
      },
    );
    if (answer.status < 300) {
      return answer;
    }
    throw refusal(answer);
  };
  const request = (
    service: string,
    action: string,
    protocol: AwsRequest["protocol"],
  ): AwsRequest => ({
    service,
    action,
    protocol,
    accessKey: undefined,
    region: gateway().options.region,
  });
  const json = async (
    role: string,
    service: keyof typeof targets,
    action: string,
    input: object,
    resource: string,
  ): Promise<Readonly<Record<string, unknown>>> => {
    const headers = {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `${targets[service]}.${action}`,
    };
    const { body } = await send(
      { role, resources: [resource] },
      request(service, action, "json"),
      headers,
      JSON.stringify(input),
    );
    return body === "" ? {} : (JSON.parse(body) as Readonly<Record<string, unknown>>);
  };
  /** Objects are bytes, and go to the emulator as they are. */
  const object = async (
    role: string,
    action: "GetObject" | "PutObject",
    bucket: string,
    key: string,
    content: Buffer = Buffer.alloc(0),
  ): Promise<StoredObject> => {
    const { calls, upstream } = gateway();
    const { status, headers, body } = await sendTo(upstream, {
      method: action === "GetObject" ? "GET" : "PUT",
      path: `/${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`,
      headers: { host: `localhost:${upstream.port}`, authorization: signature("s3") },
      body: content,
    });
    const acting = { role, resources: [`arn:aws:s3:::${bucket}/${key}`] };
    calls.record(request("s3", action, "rest"), "", status, acting);
    if (status >= 300) {
      throw refusal({ status, headers: {}, body: body.toString("utf8") });
    }
    const versionId = headers["x-amz-version-id"];
    return {
      content: body,
      etag: (headers.etag ?? "").replaceAll('"', ""),
      versionId: typeof versionId === "string" ? versionId : undefined,
    };
  };
  return {
    json,
    ecs: (role, action, input, resource) => json(role, "ecs", action, input, resource),
    getObject: (role, bucket, key) => object(role, "GetObject", bucket, key),
    putObject: async (role, bucket, key, body) => {
      await object(role, "PutObject", bucket, key, body);
    },
    invoke: async (role, functionName, payload) => {
      const { region, account } = gateway().options;
      await send(
        { role, resources: [`arn:aws:lambda:${region}:${account}:function:${functionName}`] },
        request("lambda", "InvokeFunction", "rest"),
        { "content-type": "application/json", "x-amz-invocation-type": "Event" },
        payload,
        `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`,
      );
    },
    publish: async (role, { topicArn, subject, message }) => {
      const form = new URLSearchParams({
        Action: "Publish",
        Version: "2010-03-31",
        TopicArn: topicArn,
        Subject: subject,
        Message: message,
      });
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      await send(
        { role, resources: [topicArn] },
        request("sns", "Publish", "query"),
        headers,
        form.toString(),
      );
    },
    startPipeline: async (role, pipelineArn) => {
      const name = pipelineArn.slice(pipelineArn.lastIndexOf(":") + 1);
      await json(role, "codepipeline", "StartPipelineExecution", { name }, pipelineArn);
    },
    note: (role, service, action, resource, conditions = {}) => {
      const acting = { role, resources: [resource], conditions };
      gateway().calls.record(request(service, action, "json"), "", 200, acting);
    },
  };
}

function refusal({ status, body }: Answer): AwsCallError {
  const [, xmlCode] = /<Code>([^<]*)<\/Code>/.exec(body) ?? [];
  if (xmlCode !== undefined) {
    const [, message = ""] = /<Message>([^<]*)<\/Message>/.exec(body) ?? [];
    return new AwsCallError(xmlCode, message, status);
  }
  try {
    const { __type = "", message, Message } = JSON.parse(body) as Readonly<Record<string, string>>;
    return new AwsCallError(__type.replace(/^.*#/, ""), message ?? Message ?? "", status);
  } catch {
    return new AwsCallError("InternalFailure", body.slice(0, 500), status);
  }
}
