import { longestRepositoryName } from "../../aws/limits";
import { imageRepositoryName, serviceName } from "../../aws/naming";
import { allApps, type Check } from "./check";

/** Whether no two things get the same name in AWS. */
export const checkNames: Check = ({ config, project, stack }) => {
  const users = new Map<string, string[]>();
  for (const { key, appKey } of allApps(config)) {
    // An empty name is told by the schema and makes no physical name.
    if (key === "" || appKey === "") {
      continue;
    }
    const name = serviceName(stack, key, appKey);
    users.set(name, [...(users.get(name) ?? []), `clusters.${key}.apps.${appKey}`]);
  }
  const collisions = [...users].flatMap(([name, [first, ...others]]) =>
    others.map((other) => ({
      path: other.split("."),
      sentence: `has the same physical name "${name}" as ${first ?? ""}; rename one of them`,
    })),
  );
  const imageKeys = Object.keys(config.images ?? {}).filter((key) => key !== "");
  const tooLong = imageKeys.flatMap((key) => {
    const name = imageRepositoryName(project, stack, key);
    return name.length > longestRepositoryName
      ? [
          {
            path: ["images", key],
            sentence: `repository name "${name}" is ${name.length} chars; max ${longestRepositoryName}`,
          },
        ]
      : [];
  });
  return [...collisions, ...tooLong];
};
