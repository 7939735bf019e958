import {
  DescribeServiceRevisionsCommand,
  ListServiceDeploymentsCommand,
} from "@aws-sdk/client-ecs";
import type { ECSClient } from "@aws-sdk/client-ecs";
import type { Revision } from "../../revision/format";
import type { AppPlace } from "../apps";
import { batches, together } from "../together";

type Client = Pick<ECSClient, "send">;

/** A deployment of a service that ECS took back. */
export interface Rollback {
  readonly createdAt: Date;
  /** What was to be deployed. */
  readonly images: Revision;
}

/** API DescribeServiceRevisions: 20 at once. */
const mostAtOnce = 20;

/** Deployments that ECS rolled back, newest first; ECS remembers those of the last 90 days. */
export async function rollbacksOf(ecs: Client, place: AppPlace): Promise<Rollback[]> {
  const answer = await ecs.send(
    new ListServiceDeploymentsCommand({
      cluster: place.clusterName,
      service: place.serviceName,
      status: ["ROLLBACK_IN_PROGRESS", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED"],
    }),
  );
  const taken = (answer.serviceDeployments ?? []).flatMap(
    ({ createdAt, targetServiceRevisionArn: arn }) =>
      createdAt === undefined || arn === undefined ? [] : [{ createdAt, arn }],
  );
  const groups = batches([...new Set(taken.map(({ arn }) => arn))], mostAtOnce);
  const answers = await together(groups, (serviceRevisionArns) =>
    ecs.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns })),
  );
  const images = new Map(
    answers
      .flatMap(({ serviceRevisions = [] }) => serviceRevisions)
      .map(({ serviceRevisionArn, containerImages = [] }) => [
        serviceRevisionArn,
        containerImages.map(({ containerName = "", image = "" }) => ({
          name: containerName,
          imageUri: image,
        })),
      ]),
  );
  return taken
    .map(({ createdAt, arn }) => ({ createdAt, images: images.get(arn) ?? [] }))
    .sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
}
