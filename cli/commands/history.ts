import { commandNeeds } from "../../delivery/permissions/commands";
import { appArgument, command } from "../command";
import { integer } from "../option";

const options = {
  limit: integer("<n>", "show this many commits (default: 20, of all apps 5 each)", {
    min: 1,
    max: 500,
  }),
};

export const history = command({
  name: "history",
  summary: "Show who released what, and what became of it",
  description:
    "Every release of the app: who, when, which image, and how it ended: deployed, failed and rolled back, rejected, superseded by a newer one, or waiting. The commit that runs is marked.",
  arguments: [{ ...appArgument, optional: true }],
  options,
  examples: [
    { command: "slipway history main/web", says: "the last 20 releases" },
    { command: "slipway history", says: "the last 5 of every app" },
    {
      command: "slipway history main/web --limit 3 --json",
      says: "for a program; detail has the whole reason",
    },
  ],
  permissions: commandNeeds.history,
  run: async (invocation) => (await import("../history/history")).history(invocation),
});
