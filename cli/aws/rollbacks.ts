import { type ECSClient } from "@aws-sdk/client-ecs";

import { type Revision } from "../../delivery/format";
import { type AppPlace } from "../apps";
import { serviceDeployments, targetRevisions } from "./serviceDeployments";

type Client = Pick<ECSClient, "send">;

/** A deployment of a service that ECS took back. */
export interface Rollback {
  readonly createdAt: Date;
  /** What was to be deployed. */
  readonly images: Revision;
}

/** Deployments that ECS rolled back, newest first. */
export async function rollbacksOf(ecs: Client, place: AppPlace): Promise<Rollback[]> {
  const at = { cluster: place.clusterName, service: place.serviceName };
  const rolledBack = await serviceDeployments(ecs, at, [
    "ROLLBACK_IN_PROGRESS",
    "ROLLBACK_SUCCESSFUL",
    "ROLLBACK_FAILED",
  ]);
  const revisions = await targetRevisions(ecs, rolledBack);
  return rolledBack.flatMap(({ createdAt, targetServiceRevisionArn: arn }) => {
    if (createdAt === undefined || arn === undefined) {
      return [];
    }
    const { containerImages = [] } = revisions.get(arn) ?? {};
    const images = containerImages.map(({ containerName = "", image = "" }) => ({
      name: containerName,
      imageUri: image,
    }));
    return [{ createdAt, images }];
  });
}
