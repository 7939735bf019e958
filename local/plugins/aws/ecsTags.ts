import { type Clients } from "../clients";
import { type Properties } from "../resourceEntry";
import { lowerTagList, tagChanges } from "./shapes";

/** Tags of a resource to be made; AWS refuses an empty list. */
export function ecsTags(inputs: Properties): { key: string; value: string }[] | undefined {
  const tags = lowerTagList(inputs["tagsAll"]);
  return tags.length > 0 ? tags : undefined;
}

/** Brings the tags of an ECS resource to those of the inputs. */
export async function updateEcsTags(
  clients: Clients,
  resourceArn: string,
  inputs: Properties,
  previous: Properties,
): Promise<void> {
  const { removed, written } = tagChanges(previous["tagsAll"], inputs["tagsAll"]);
  if (removed.length > 0) {
    await (await clients.ecs()).untagResource({ resourceArn, tagKeys: removed });
  }
  const tags = lowerTagList(written);
  if (tags.length > 0) {
    await (await clients.ecs()).tagResource({ resourceArn, tags });
  }
}
