import * as autoscaling from "@pulumi/aws/autoscaling";
import * as ecs from "@pulumi/aws/ecs";
import * as lb from "@pulumi/aws/lb";

import { NotKnownYet } from "../judge";
import { type Inputs, type Stack, type Subject } from "../rule";
import { referencedBy, refersTo } from "../stack";
import { containersOf } from "./containerDefinitions";

/** The task definition of a service; it cannot be read where another program made it. */
export function taskOf<A>(
  service: Subject<A>,
  stack: Stack,
): Subject<Inputs<ecs.TaskDefinitionArgs>> {
  const [task] = referencedBy(stack, service, "taskDefinition", ecs.TaskDefinition);
  if (task === undefined) {
    throw new NotKnownYet("taskDefinition");
  }
  return task;
}

/** The ports that a task takes of its host, as it names them. */
export function hostPortsOf(task: Inputs<ecs.TaskDefinitionArgs>): readonly number[] {
  const mode = task.networkMode ?? "bridge";
  if (mode === "awsvpc") {
    return [];
  }
  return containersOf(task.containerDefinitions).flatMap(({ portMappings = [] }) =>
    portMappings
      .map(({ hostPort = 0, containerPort = 0 }) => (mode === "host" ? containerPort : hostPort))
      .filter((port) => port !== 0),
  );
}

/** True for a target group of instances themselves, whatever runs on them. */
export function servesInstances<A>(group: Subject<A>, stack: Stack): boolean {
  return (
    stack.ofType(autoscaling.Group).some((one) => refersTo(one, "targetGroupArns", group)) ||
    stack.ofType(autoscaling.Attachment).some((one) => refersTo(one, "lbTargetGroupArn", group)) ||
    stack.ofType(lb.TargetGroupAttachment).some((one) => refersTo(one, "targetGroupArn", group))
  );
}
