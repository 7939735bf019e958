import { commandNeeds } from "../../delivery/permissions/commands";
import { appArgument, command } from "../command";
import { text } from "../option";

const options = {
  task: text(
    "<id>",
    "the task, by its ARN, id or the beginning of its id (default: the newest one)",
  ),
  container: text("<name>", "the container (default: the app's own)"),
};

export const exec = command({
  name: "exec",
  summary: "Open a shell in a container that runs",
  description:
    "Through `aws ecs execute-command`, so it needs the AWS CLI with its Session Manager plugin, and an app with exec: true. Ends with the exit code of the AWS CLI, which does not tell that of the command.",
  arguments: [
    appArgument,
    {
      name: "command",
      description: "the command and its arguments, after -- (default: /bin/sh)",
      optional: true,
      variadic: true,
    },
  ],
  servicesOnly: true,
  options,
  examples: [
    { command: "slipway exec main/web", says: "a shell in the newest task" },
    { command: "slipway exec main/web -- bin/rails console", says: "another program" },
  ],
  permissions: commandNeeds.exec,
  run: async (invocation) => (await import("../exec/exec")).exec(invocation),
});
