import { serviceTasks } from "../../aws/limits";
import { commandNeeds } from "../../delivery/permissions/commands";
import { appArgument, command } from "../command";
import { duration, flag } from "../option";

const options = {
  noWait: flag("ask for it and end"),
  timeout: duration("<time>", "stop looking after 90s, 10m or 2h (default: 10m); ECS goes on"),
};

const until =
  "The number stays until `count` changes in the stack file or an update refreshes (pulumi up --refresh). Of an app with `scaling`, the load may move it again at any time.";

export const scale = command({
  name: "scale",
  summary: "Run more or fewer tasks of an app",
  description: `Changes how many tasks ECS keeps running, and waits until they do. With 0 it notes how many there were, as slipway stop does. ${until}`,
  arguments: [
    appArgument,
    {
      name: "count",
      description: `how many tasks are to run, an integer from ${serviceTasks.from} to ${serviceTasks.to}`,
    },
  ],
  servicesOnly: true,
  options,
  examples: [{ command: "slipway scale main/web 5", says: "five tasks, from now on" }],
  permissions: commandNeeds.scale,
  run: async (invocation) => (await import("../scale/scale")).scale(invocation),
});

export const stop = command({
  name: "stop",
  summary: "Stop all tasks of an app, until it is started again",
  description: `Notes how many tasks there are as a tag of the service, and scales it to none. Releases go on working: what they bring runs once the app is started. ${until}`,
  arguments: [appArgument],
  servicesOnly: true,
  options,
  examples: [{ command: "slipway stop main/web", says: "until slipway start main/web" }],
  permissions: commandNeeds.stop,
  run: async (invocation) => (await import("../scale/stop")).stop(invocation),
});

export const start = command({
  name: "start",
  summary: "Start as many tasks of an app as it had when it was stopped",
  arguments: [appArgument],
  servicesOnly: true,
  options,
  examples: [{ command: "slipway start main/web", says: "what slipway stop has stopped" }],
  permissions: commandNeeds.start,
  run: async (invocation) => (await import("../scale/stop")).start(invocation),
});
