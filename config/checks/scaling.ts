import { allApps, type Check } from "./check";

/** Whether each queue starts tasks of one app only: two would each start tasks for all of its messages. */
export const checkScaling: Check = ({ config }) => {
  const owners = new Map<string, string>();
  return allApps(config).flatMap(({ path, key, appKey, app }) => {
    const arn = "scaling" in app ? app.scaling?.queue?.arn : undefined;
    const other = arn === undefined ? undefined : owners.get(arn);
    if (arn === undefined || other === undefined) {
      owners.set(arn ?? "", `${key}/${appKey}`);
      return [];
    }
    return [
      {
        path: [...path, "scaling", "queue", "arn"],
        sentence: `"${arn}" scales app "${other}" already, and each would start tasks for all of its messages; scale one of them otherwise`,
      },
    ];
  });
};
