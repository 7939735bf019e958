import {
  type RefreshPreferences,
  type StartInstanceRefreshCommandInput,
} from "@aws-sdk/client-auto-scaling";

import { type Clients } from "../clients";
import { type Properties } from "../resourceEntry";
import { changedOf, present, record, request, texts } from "./shapes";

/** Changes that the real provider answers with a refresh, beside those that the group names itself. */
const always = ["launchConfiguration", "launchTemplate", "mixedInstancesPolicy"];

/** Replaces the hosts of a group whose template changed, if the group asks for that. */
export async function refreshInstances(
  clients: Clients,
  name: string,
  inputs: Properties,
  previous: Properties,
): Promise<void> {
  if (inputs["instanceRefresh"] === undefined) {
    return;
  }
  const refresh = record(inputs["instanceRefresh"]);
  const triggers = [...always, ...texts(refresh["triggers"])];
  if (changedOf(triggers, previous, inputs).length === 0) {
    return;
  }
  const autoScaling = await clients.autoScaling();
  await autoScaling.startInstanceRefresh(
    request<StartInstanceRefreshCommandInput>({
      AutoScalingGroupName: name,
      Strategy: refresh["strategy"],
      Preferences: preferences(record(refresh["preferences"])),
    }),
  );
}

function preferences(given: Properties): RefreshPreferences {
  return present({
    MinHealthyPercentage: given["minHealthyPercentage"],
    MaxHealthyPercentage: given["maxHealthyPercentage"],
    InstanceWarmup: given["instanceWarmup"],
    SkipMatching: given["skipMatching"],
    AutoRollback: given["autoRollback"],
    ScaleInProtectedInstances: given["scaleInProtectedInstances"],
    StandbyInstances: given["standbyInstances"],
  });
}
