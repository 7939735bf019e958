import { type Filter, type ResourceType, type Tag as Ec2Tag } from "@aws-sdk/client-ec2";

import { type Clients } from "../../clients";
import { isAwsError } from "../../provider/failure";
import { isRecord } from "../../provider/values";
import { type Properties } from "../../resourceEntry";
import { retrying } from "../retry";
import { tagChanges, tagList, texts } from "../shapes";

/** Tags of a resource to be made; AWS refuses an empty list. */
export function tagSpecifications(
  type: ResourceType,
  inputs: Properties,
): { ResourceType: ResourceType; Tags: Ec2Tag[] }[] | undefined {
  const tags = tagList(inputs["tagsAll"]);
  return tags.length > 0 ? [{ ResourceType: type, Tags: tags }] : undefined;
}

/** Brings the tags of an EC2 resource to those of the inputs. */
export async function updateTags(
  clients: Clients,
  id: string,
  inputs: Properties,
  previous: Properties,
): Promise<void> {
  const ec2 = await clients.ec2();
  const { removed, written } = tagChanges(previous["tagsAll"], inputs["tagsAll"]);
  if (removed.length > 0) {
    await ec2.deleteTags({ Resources: [id], Tags: removed.map((Key) => ({ Key })) });
  }
  const tags = tagList(written);
  if (tags.length > 0) {
    await ec2.createTags({ Resources: [id], Tags: tags });
  }
}

/** ARN of an EC2 resource of this account and region. */
export async function ec2Arn(clients: Clients, kind: string, id: string): Promise<string> {
  return `arn:${clients.partition}:ec2:${clients.region}:${await clients.account()}:${kind}/${id}`;
}

/** Deletes what AWS holds on to for a while after the last thing that used it is gone. */
export async function deleteWhenUnused(call: () => Promise<unknown>): Promise<void> {
  await retrying(
    async () => {
      try {
        await call();
      } catch (error) {
        if (!isGone(error)) {
          throw error;
        }
      }
    },
    (error) => isAwsError(error, "DependencyViolation", "InvalidIPAddress.InUse"),
    { seconds: 300, everySeconds: 2 },
  );
}

/** What `look` finds; `undefined` for AWS's ways to say that there is no such thing. */
export async function unlessNotFound<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (isGone(error)) {
      return undefined;
    }
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return (
    error instanceof Error &&
    (/\.NotFound$|NotFound$|\.Malformed$/.test(error.name) ||
      error.name === "NatGatewayNotFound" ||
      error.name === "InvalidGroup.NotFound")
  );
}

/** Filters of a provider function: `filters`, `tags`, and arguments that stand for one filter each. */
export function filtersOf(
  args: Properties,
  named: Readonly<Record<string, unknown>> = {},
): Filter[] | undefined {
  const filters: Filter[] = [];
  for (const [Name, value] of Object.entries(named)) {
    if (typeof value === "string" && value !== "") {
      filters.push({ Name, Values: [value] });
    }
    if (typeof value === "boolean") {
      filters.push({ Name, Values: [String(value)] });
    }
  }
  for (const [key, value] of Object.entries(isRecord(args["tags"]) ? args["tags"] : {})) {
    filters.push({ Name: `tag:${key}`, Values: [String(value)] });
  }
  for (const filter of Array.isArray(args["filters"]) ? args["filters"].filter(isRecord) : []) {
    filters.push({ Name: String(filter["name"]), Values: texts(filter["values"]) });
  }
  return filters.length > 0 ? filters : undefined;
}
