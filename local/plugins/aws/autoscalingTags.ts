import { type Clients } from "../clients";
import { sameSet } from "../equivalence";
import { type Properties } from "../resourceEntry";
import { records } from "./shapes";

/** Tags of an Auto Scaling group as the API takes them; each says whether instances get it too. */
export function tagRequests(name: string, tags: unknown): Properties[] {
  return records(tags).map(({ key, value, propagateAtLaunch }) => ({
    ResourceId: name,
    ResourceType: "auto-scaling-group",
    Key: key,
    Value: value,
    PropagateAtLaunch: propagateAtLaunch,
  }));
}

/** Brings the tags of a group to those of the inputs. */
export async function updateTags(
  clients: Clients,
  id: string,
  inputs: Properties,
  previous: Properties,
): Promise<void> {
  if (sameSet(previous["tags"] ?? [], inputs["tags"] ?? [])) {
    return;
  }
  const autoScaling = await clients.autoScaling();
  const wanted = tagRequests(id, inputs["tags"]);
  const keys = wanted.map(({ Key }) => Key);
  const removed = tagRequests(id, previous["tags"]).filter(({ Key }) => !keys.includes(Key));
  if (removed.length > 0) {
    await autoScaling.deleteTags({ Tags: removed as { Key: string }[] });
  }
  if (wanted.length > 0) {
    await autoScaling.createOrUpdateTags({ Tags: wanted as { Key: string }[] });
  }
}
