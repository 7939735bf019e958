import { type Task } from "../../../../delivery/aws/ecs";
import { definition } from "./fakeWorld";
import { at, newImage } from "./looks";

export const images = { web: newImage };
export const taskDefinition = definition("prod-main-web:2", images);

/** A task of the deployment that brings the asked-for image, ended by itself. */
export function stopped(over: Partial<Task> = {}): Task {
  return {
    arn: "arn:aws:ecs:eu-west-1:111122223333:task/prod-main/4f1e",
    taskDefinition: "prod-main-web:2",
    startedBy: "ecs-svc/2",
    lastStatus: "STOPPED",
    stopCode: "EssentialContainerExited",
    stoppedReason: "Essential container in task exited",
    createdAt: at(10),
    startedAt: at(12),
    stoppedAt: at(13),
    containers: [{ name: "web", exitCode: 1, reason: undefined, health: undefined }],
    ...over,
  };
}
