import { commandNeeds } from "../../delivery/permissions/commands";
import { appArgument, command } from "../command";
import { duration, flag, text } from "../option";

const options = {
  message: { ...text("<text>", "why, for the pipeline's history"), short: "m" },
  noWait: flag("end once it is asked for; ECS goes back by itself"),
  timeout: duration("<time>", "stop looking after 90s, 10m or 2h (default: 10m)"),
};

export const cancel = command({
  name: "cancel",
  summary: "End the deployment that is under way",
  description:
    "Abandons what runs or waits in the app's pipeline, and lets ECS go back from the deployment that it works on. Commits nothing: the branch still has the release, which does not begin again by itself. slipway rollback ends it and commits the release before.",
  arguments: [appArgument],
  servicesOnly: true,
  options,
  examples: [{ command: 'slipway cancel main/web -m "Wrong image"', says: "with a reason" }],
  permissions: commandNeeds.cancel,
  run: async (invocation) => (await import("../release/cancel")).cancel(invocation),
});
