import {
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type ECSClient,
} from "@aws-sdk/client-ecs";

import { type ChangeableService } from "./ecsChanges";
import { type ServicePlace } from "./ecsTypes";

type Client = Pick<ECSClient, "send">;

/** Tags of ECS's resources by their keys; tests hand in literals. */
export interface EcsTags {
  of(arn: string): Promise<Readonly<Record<string, string>>>;
  /** Adds tags, and changes those that are there. */
  add(arn: string, tags: Readonly<Record<string, string>>): Promise<void>;
  remove(arn: string, keys: readonly string[]): Promise<void>;
}

export function ecsTagsAdapter(client: Client): EcsTags {
  return {
    of: async (resourceArn) => {
      const { tags = [] } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
      return Object.fromEntries(tags.map(({ key = "", value = "" }) => [key, value]));
    },
    add: async (resourceArn, given) => {
      const tags = Object.entries(given).map(([key, value]) => ({ key, value }));
      await client.send(new TagResourceCommand({ resourceArn, tags }));
    },
    remove: async (resourceArn, keys) => {
      await client.send(new UntagResourceCommand({ resourceArn, tagKeys: [...keys] }));
    },
  };
}

/** ARN of a service: that of its cluster, and its name. */
export function serviceArn(
  { clusterArn }: Pick<ChangeableService, "clusterArn">,
  { service }: ServicePlace,
): string {
  return `${clusterArn.replace(":cluster/", ":service/")}/${service}`;
}
