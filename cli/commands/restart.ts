import { commandNeeds } from "../../delivery/permissions/commands";
import { appArgument, command } from "../command";
import { duration, flag } from "../option";

const options = {
  noWait: flag("ask for it and end"),
  timeout: duration("<time>", "stop looking after 90s, 10m or 2h; the restart goes on"),
};

export const restart = command({
  name: "restart",
  summary: "Replace all tasks of an app by new ones of the same release",
  description:
    "For secrets that have changed, or an app that hangs. ECS replaces the tasks as in a deployment, without an interruption, and goes back if the new ones fail; nothing is committed, and the release stays as it is.",
  arguments: [appArgument],
  servicesOnly: true,
  options,
  examples: [
    {
      command: "slipway restart main/web",
      says: "replace all tasks and wait until the new ones run",
    },
  ],
  permissions: commandNeeds.restart,
  run: async (invocation) => (await import("../restart/restart")).restart(invocation),
});
