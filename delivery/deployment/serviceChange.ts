import { clockSkewMs } from "../../aws/limits";
import { type Images } from "../images";
import { hasImages } from "../serviceFacts";
import { type DeploymentSeen } from "./verdict";

interface Change {
  /** When the change was asked for. */
  readonly askedAt: Date;
  /** When the service began to be changed. @default - it has not begun */
  readonly beganAt?: Date | undefined;
  /** Whether the service has been changed: what shows nothing of it by then was undone. */
  readonly isMade: boolean;
}

/** A change by a pipeline: nobody knows in advance which revision will have its images. */
export interface ImageChange extends Change {
  readonly images: Images;
  /** A change that was asked for later. @default - there is none */
  readonly newer?: { readonly commitId: string | undefined; readonly startedAt: Date } | undefined;
}

/** A change to a revision that is known. */
export interface RevisionChange extends Change {
  /** Its ARN. */
  readonly revision: string;
  /** The deployment that was primary. @default - whichever runs the revision may be the change's own */
  readonly before: { readonly id?: string | undefined; readonly revision: string };
}

/** What the service is to run, and since when. */
export type ServiceChange = ImageChange | RevisionChange;

/** Whether a deployment runs what the change asks for. */
export function runsWanted(
  change: ServiceChange,
  { images, taskDefinition }: Pick<DeploymentSeen, "images" | "taskDefinition">,
): boolean {
  return "images" in change ? hasImages(images, change.images) : taskDefinition === change.revision;
}

/** Whether a deployment is the change's own work: what ran the same before it began is not. */
export function isWorkOf(change: ServiceChange, deployment: DeploymentSeen): boolean {
  if (change.beganAt === undefined || !runsWanted(change, deployment)) {
    return false;
  }
  return "images" in change
    ? deployment.createdAt.getTime() >= change.beganAt.getTime() - clockSkewMs
    : deployment.status === "PRIMARY" && deployment.id !== change.before.id;
}

/** Which other change took the place of this one, by what is primary now; undefined when none did. */
export function replacementOf(
  change: ServiceChange,
  primary: DeploymentSeen | undefined,
): string | undefined {
  if (primary === undefined) {
    return undefined;
  }
  if ("revision" in change) {
    const { taskDefinition } = primary;
    return taskDefinition === change.before.revision ? undefined : taskDefinition;
  }
  const { newer } = change;
  const isNewer =
    newer !== undefined && primary.createdAt.getTime() >= newer.startedAt.getTime() - clockSkewMs;
  return isNewer ? newer.commitId : undefined;
}
