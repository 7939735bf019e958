import { commandNeeds } from "../../delivery/permissions/commands";
import { appArgument, command } from "../command";
import { duration, flag, integer, text } from "../option";

const options = {
  to: text("<commit>", "go back to this commit of the app; slipway history shows them"),
  steps: integer("<n>", "go back by so many releases that ran (default: 1)", { min: 1, max: 100 }),
  message: { ...text("<text>", "why, for the commit"), short: "m" },
  noWait: flag("stop what is under way, commit and end"),
  timeout: duration("<time>", "stop looking after 90s, 10m or 2h; the rollback goes on"),
};

export const rollback = command({
  name: "rollback",
  summary: "Go back to an earlier release, at once",
  description:
    "Goes back to the last release before the newest commit that really ran; failed ones do not count. Abandons what runs or waits in the app's pipeline, stops the deployment that ECS works on, and commits the earlier revision, so that the history reports it. An image that no longer exists is refused before anything is stopped.",
  arguments: [appArgument],
  options,
  examples: [
    { command: "slipway rollback main/web", says: "to the release before" },
    {
      command: 'slipway rollback main/web --to 3f2a91c -m "Search is slow"',
      says: "to one of slipway history",
    },
  ],
  permissions: commandNeeds.rollback,
  run: async (invocation) => (await import("../release/rollback")).rollback(invocation),
});
