import { kinds, servedKinds } from "../kinds";
import { type UnservedKey } from "../kinds/kind";
import { listed } from "../listed";
import { type Problem, valueAt } from "../problems";
import { allApps, type Check, type PlacedApp } from "./check";

/**
 * What the configuration can say already but no component makes yet is refused, so that nothing is
 * ignored. What is served is said in config/kinds.
 */
export const checkServed: Check = ({ config }) =>
  allApps(config).flatMap((placed) => {
    const { served, unserved } = kinds[placed.app.kind];
    return served ? unserved.flatMap((key) => keyProblems(placed, key)) : [kindProblem(placed)];
  });

function kindProblem({ path, appKey, app }: PlacedApp): Problem {
  const today = listed(servedKinds.map((kind) => `"${kind}"`));
  return {
    path: [...path, "kind"],
    sentence: `app "${appKey}" has kind "${app.kind}", which is not served yet; today it may be ${today}`,
  };
}

function keyProblems({ path, appKey, app }: PlacedApp, key: UnservedKey): Problem[] {
  const value = valueAt(app, key.path);
  if (value === undefined || (typeof value === "string" && key.except?.includes(value) === true)) {
    return [];
  }
  const said = typeof value === "string" ? ` "${value}"` : "";
  return [
    {
      path: [...path, ...key.path],
      sentence: `app "${appKey}" has ${String(key.path.at(-1))}${said}, which is not served yet; ${key.instead}`,
    },
  ];
}
