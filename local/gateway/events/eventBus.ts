import { type IncomingHttpHeaders } from "node:http";

import { send, type Upstream } from "../upstream";

/** A rule of the event bus, as EventBridge describes it. */
export interface Rule {
  readonly Name: string;
  readonly Arn?: string;
  readonly State?: string;
  readonly EventPattern?: string;
}

/** A target of a rule, as far as events are delivered here. */
export interface Target {
  readonly Id: string;
  readonly Arn: string;
  /** Whose rights the delivery needs, where the target itself has no policy that lets events in. */
  readonly RoleArn?: string;
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
  readonly SqsParameters?: { readonly MessageGroupId?: string };
  readonly DeadLetterConfig?: { readonly Arn?: string };
}

/** The emulator's event bus and what its rules lead to. */
export interface EventBus {
  rules(): Promise<readonly Rule[]>;
  targets(rule: string): Promise<readonly Target[]>;
  /** Sends a message to a queue; `group` where the queue is FIFO. */
  sendMessage(queueArn: string, body: string, group?: string): Promise<void>;
  invoke(functionArn: string, payload: string): Promise<void>;
  publish(topicArn: string, message: string): Promise<void>;
  startPipeline(pipelineArn: string, roleArn: string): Promise<void>;
}

type Answer = Readonly<Record<string, unknown>>;

/**
 * The bus of the emulator. It refuses events of `aws.*` sources, as AWS does, so its rules are read from outside.
 *
 * @param startPipeline starts a pipeline with the role of a target.
 */
export function emulatorBus(
  upstream: Upstream,
  region: string,
  startPipeline: EventBus["startPipeline"],
): EventBus {
  const call = async (
    service: string,
    path: string,
    headers: Readonly<IncomingHttpHeaders>,
    body: string,
  ): Promise<string> => {
    const reply = await send(upstream, {
      method: "POST",
      path,
      headers: {
        host: `localhost:${upstream.port}`,
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
        ...headers,
      },
      body: Buffer.from(body),
    });
    const text = reply.body.toString("utf8");
    if (reply.status >= 300) {
      throw new Error(`${service} answered ${reply.status}: ${text.slice(0, 500)}`);
    }
    return text;
  };
  const json = async (service: string, target: string, input: Answer): Promise<Answer> =>
    JSON.parse(
      await call(
        service,
        "/",
        { "content-type": "application/x-amz-json-1.1", "x-amz-target": target },
        JSON.stringify(input),
      ),
    ) as Answer;
  const pages = async <T>(action: string, input: Answer, member: string): Promise<readonly T[]> => {
    const found: T[] = [];
    let token: unknown;
    do {
      const page = await json("events", `AWSEvents.${action}`, {
        ...input,
        ...(token === undefined ? {} : { NextToken: token }),
      });
      found.push(...((page[member] ?? []) as readonly T[]));
      token = page["NextToken"];
    } while (token !== undefined && token !== null);
    return found;
  };
  return {
    rules: () => pages<Rule>("ListRules", {}, "Rules"),
    targets: (rule) => pages<Target>("ListTargetsByRule", { Rule: rule }, "Targets"),
    sendMessage: async (queueArn, body, group) => {
      const [, , , , account = "", name = ""] = queueArn.split(":");
      const { QueueUrl } = await json("sqs", "AmazonSQS.GetQueueUrl", {
        QueueName: name,
        QueueOwnerAWSAccountId: account,
      });
      await json("sqs", "AmazonSQS.SendMessage", {
        QueueUrl,
        MessageBody: body,
        ...(group !== undefined && { MessageGroupId: group }),
      });
    },
    invoke: async (functionArn, payload) => {
      const path = `/2015-03-31/functions/${encodeURIComponent(functionArn)}/invocations`;
      const headers = { "content-type": "application/json", "x-amz-invocation-type": "Event" };
      await call("lambda", path, headers, payload);
    },
    startPipeline,
    publish: async (topicArn, message) => {
      const form = {
        Action: "Publish",
        Version: "2010-03-31",
        TopicArn: topicArn,
        Message: message,
      };
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      await call("sns", "/", headers, new URLSearchParams(form).toString());
    },
  };
}
