import { commandNeeds } from "../../delivery/permissions/commands";
import { appArgument, command } from "../command";
import { duration, flag } from "../option";

const options = {
  detach: { ...flag("print the task and end"), short: "d" },
  timeout: duration("<time>", "stop looking after 90s, 10m or 2h; the task goes on"),
};

export const run = command({
  name: "run",
  summary: "Run a command once, in a task of its own",
  description:
    "Starts one task of the release that runs: its images, environment, secrets, role and network, with another command in the app's own container. Shows what that writes and ends with its exit code; output of other containers goes to stderr. After Ctrl+C the task goes on. The image's entry point is kept.",
  arguments: [
    appArgument,
    {
      name: "command",
      description: "the command and its arguments, after --; default: the app's own",
      optional: true,
      variadic: true,
    },
  ],
  servicesOnly: true,
  options,
  examples: [
    { command: "slipway run main/web -- npm run migrate", says: "a migration" },
    { command: "slipway run main/web --detach -- node import.js", says: "without waiting for it" },
  ],
  permissions: commandNeeds.run,
  run: async (invocation) => (await import("../oneOff/run")).run(invocation),
});
