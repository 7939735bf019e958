import { commandNeeds } from "../../delivery/permissions/commands";
import { appArgument, command } from "../command";
import { duration, flag, text } from "../option";

const options = {
  follow: { ...flag("keep printing new lines until Ctrl+C"), short: "f" },
  since: duration("<time>", "start this long ago: 90s, 10m, 2h, 7d (default: 10m)"),
  task: text("<id>", "one task only, by its ARN or id; the beginning of the id is enough"),
};

export const logs = command({
  name: "logs",
  summary: "Show what the tasks of an app write",
  description:
    "Lines of all containers and tasks, stopped tasks included, oldest first: time, task, container, text. With --json one object a line.",
  arguments: [appArgument],
  options,
  examples: [
    { command: "slipway logs main/web --follow", says: "the last ten minutes, then what comes" },
    { command: "slipway logs main/web --since 2h --task 3f2a91c0", says: "one task's last hours" },
  ],
  permissions: commandNeeds.logs,
  run: async (invocation) => (await import("../logs/logs")).logs(invocation),
});
