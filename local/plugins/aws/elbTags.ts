import { type Clients } from "../clients";
import { type Properties } from "../resourceEntry";
import { tagChanges, tagList, tagMap } from "./shapes";

/** Tags of a load balancing resource to be made; AWS refuses an empty list. */
export function elbTags(inputs: Properties): { Key: string; Value: string }[] | undefined {
  const tags = tagList(inputs["tagsAll"]);
  return tags.length > 0 ? tags : undefined;
}

/** `tagsAll` of a load balancing resource. */
export async function readElbTags(clients: Clients, arn: string): Promise<Record<string, string>> {
  const elbv2 = await clients.elbv2();
  const { TagDescriptions } = await elbv2.describeTags({ ResourceArns: [arn] });
  return tagMap(TagDescriptions?.[0]?.Tags);
}

/** Brings the tags of a load balancing resource to those of the inputs. */
export async function updateElbTags(
  clients: Clients,
  arn: string,
  inputs: Properties,
  previous: Properties,
): Promise<void> {
  const elbv2 = await clients.elbv2();
  const { removed, written } = tagChanges(previous["tagsAll"], inputs["tagsAll"]);
  if (removed.length > 0) {
    await elbv2.removeTags({ ResourceArns: [arn], TagKeys: removed });
  }
  const tags = tagList(written);
  if (tags.length > 0) {
    await elbv2.addTags({ ResourceArns: [arn], Tags: tags });
  }
}
