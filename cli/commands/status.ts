import { commandNeeds } from "../../delivery/permissions/commands";
import { appArgument, command } from "../command";

export const status = command({
  name: "status",
  summary: "Show what runs, and what is on its way",
  description:
    "One line an app: image and commit that run, the newest pipeline execution, the deployment, tasks and healthy targets. Below it, what a person should know: a head that does not run and why, targets that are not healthy. One app in full shows how long its next deployment takes, too, and a scheduled one when it runs next.",
  arguments: [{ ...appArgument, optional: true }],
  options: {},
  examples: [
    { command: "slipway status", says: "all apps of the stack" },
    { command: "slipway status main/web", says: "one app, in full" },
    { command: "slipway status --stack prod --json", says: "for a program" },
  ],
  permissions: commandNeeds.status,
  run: async (invocation) => (await import("../status/status")).status(invocation),
});
