import { type Problem } from "../problems";
import { type AppKind } from "../schema";
import { allApps, type Check, type PlacedApp } from "./check";

/** Kinds of apps that have a component. */
export const servedKinds: readonly AppKind[] = ["web"];

/**
 * What the configuration can say already but no component serves yet. It is refused here, so that
 * nothing is ignored; whoever adds the component removes the line.
 */
export const checkServed: Check = ({ config }) => allApps(config).flatMap(appProblems);

function appProblems({ path, appKey, app }: PlacedApp): Problem[] {
  if (!servedKinds.includes(app.kind)) {
    const today = servedKinds.map((kind) => `"${kind}"`).join(", ");
    return [
      {
        path: [...path, "kind"],
        sentence: `app "${appKey}" has kind "${app.kind}", which is not served yet; today ${today} is`,
      },
    ];
  }
  if (app.kind === "scheduled") {
    return [];
  }
  const problems: Problem[] = [];
  const strategy = app.deploy?.strategy;
  if (strategy !== undefined && strategy !== "rolling") {
    problems.push({
      path: [...path, "deploy", "strategy"],
      sentence: `app "${appKey}" has strategy "${strategy}", which is not served yet; today "rolling" is`,
    });
  }
  if (app.scaling !== undefined) {
    problems.push({
      path: [...path, "scaling"],
      sentence: `app "${appKey}" has scaling, which is not served yet; remove the key and set count`,
    });
  }
  return problems;
}
