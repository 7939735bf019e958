import { type Graph, type RecordedNode } from "../graph";
import { resourceAllows } from "../iam/evaluate";
import {
  alarmToTopic,
  encryptAlarm,
  encryptEvent,
  eventToQueue,
  eventToTopic,
  type ServiceRequest,
} from "../iam/serviceRequests";
import { mockedOutputs } from "../outputs";
import { called, jsonOf, recordOf, textOf, textsOf, type Invariant } from "./read";

/** Services of AWS may send where the stack tells them to. */

const types = {
  rule: "aws:cloudwatch/eventRule:EventRule",
  target: "aws:cloudwatch/eventTarget:EventTarget",
  alarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
  queue: "aws:sqs/queue:Queue",
  queuePolicy: "aws:sqs/queuePolicy:QueuePolicy",
  topic: "aws:sns/topic:Topic",
  topicPolicy: "aws:sns/topicPolicy:TopicPolicy",
  key: "aws:kms/key:Key",
};

/** A request, and the resource whose policy decides it. */
interface Asked {
  readonly request: ServiceRequest;
  readonly policy: unknown;
}

export const letsServicesDeliver: Invariant = {
  title: "lets events and alarms reach the queues and topics that they are meant for",
  problems: (graph) => [
    ...graph
      .ofType(types.target)
      .flatMap((target) =>
        requestsOf(graph, target).flatMap((asked) => refusal(called(target), asked)),
      ),
    ...graph.ofType(types.alarm).flatMap((alarm) =>
      textsOf(alarm.inputs.alarmActions)
        .flatMap((topicArn) =>
          toTopic(graph, topicArn, alarmToTopic(topicArn, arnOf(alarm)), (key) =>
            encryptAlarm(key, topicArn, arnOf(alarm)),
          ),
        )
        .flatMap((asked) => refusal(called(alarm), asked)),
    ),
  ],
};

function requestsOf(graph: Graph, { inputs, propertyDependencies }: RecordedNode): Asked[] {
  const ruleArns = graph
    .ofType(types.rule)
    .filter(({ urn }) => propertyDependencies.rule?.includes(urn))
    .map(arnOf);
  return [inputs.arn, recordOf(inputs.deadLetterConfig).arn].flatMap((value) => {
    const arn = textOf(value) ?? "";
    return [
      ...ruleArns.flatMap((ruleArn) => toQueue(graph, arn, ruleArn)),
      ...toTopic(graph, arn, eventToTopic(arn), (key) => encryptEvent(key, arn)),
    ];
  });
}

function toQueue(graph: Graph, arn: string, ruleArn: string): Asked[] {
  const queues = graph.ofType(types.queue).filter((queue) => arnOf(queue) === arn);
  return queues.map(({ urn }) => ({
    request: eventToQueue(arn, ruleArn),
    policy: graph
      .ofType(types.queuePolicy)
      .find(({ propertyDependencies }) => propertyDependencies.queueUrl?.includes(urn))?.inputs
      .policy,
  }));
}

function toTopic(
  graph: Graph,
  arn: string,
  request: ServiceRequest,
  encrypt: (keyArn: string) => ServiceRequest[],
): Asked[] {
  return graph
    .ofType(types.topic)
    .filter((topic) => arnOf(topic) === arn)
    .flatMap(({ inputs: { kmsMasterKeyId } }) => [
      {
        request,
        policy: graph.ofType(types.topicPolicy).find(({ inputs }) => inputs.arn === arn)?.inputs
          .policy,
      },
      ...(kmsMasterKeyId === undefined ? [] : encrypt(textOf(kmsMasterKeyId) ?? "")).map((one) => ({
        request: one,
        // A key that is not of this stack is AWS's own, which no service may use.
        policy: graph.ofType(types.key).find((key) => arnOf(key) === kmsMasterKeyId)?.inputs.policy,
      })),
    ]);
}

function refusal(who: string, { request, policy }: Asked): string[] {
  return resourceAllows(jsonOf(policy), ["Service", request.service], request)
    ? []
    : [`${who}: ${request.service} may not call ${request.action} on ${request.resource}`];
}

/** The ARN that others read of a recorded resource. */
function arnOf({ type, name, inputs }: RecordedNode): string {
  return textOf(mockedOutputs(type, { name, inputs }).arn) ?? "";
}
