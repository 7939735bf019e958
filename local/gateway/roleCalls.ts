import { answerCall } from "./api";
import { type Answer } from "./awsError";
import { type AwsRequest } from "./awsRequest";
import { AwsCallError, type AwsCalls } from "./codepipeline/awsCalls";
import { type Gateway } from "./gateway";
import { type Acting } from "./recorded";

/**
 * Calls that a service of the gateway makes with someone's role. They take the way of every other call, so images
 * are rewritten and faults injected, and are recorded under the role.
 */
export function roleCalls(gateway: () => Gateway): AwsCalls {
  const send = async (
    acting: Acting,
    aws: AwsRequest,
    headers: Readonly<Record<string, string>>,
    body: string,
    url = "/",
  ): Promise<Answer> => {
    const { region } = gateway().options;
    const signed = `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/${aws.service}/aws4_request, SignedHeaders=host, Signature=0`;
    const request = { method: "POST", url, headers: { ...headers, authorization: signed } };
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
  return {
    ecs: async (role, action, input, resource) => {
      const headers = {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `AmazonEC2ContainerServiceV20141113.${action}`,
      };
      const { body } = await send(
        { role, resources: [resource] },
        request("ecs", action, "json"),
        headers,
        JSON.stringify(input),
      );
      return JSON.parse(body) as Readonly<Record<string, unknown>>;
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
