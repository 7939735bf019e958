import { commandNeeds } from "../../delivery/permissions/commands";
import { appArgument, command } from "../command";
import { text } from "../option";

const options = {
  message: { ...text("<text>", "why, for the pipeline's history"), short: "m" },
  commit: text("<id>", "decide on this commit only (required without a terminal)"),
};

const description =
  "Shows commit, author and image of what waits and asks, or decides on the commit that --commit names. If another one waits, or takes its place meanwhile, nothing is decided.";

export const approve = command({
  name: "approve",
  summary: "Approve the release that waits",
  description,
  arguments: [appArgument],
  options,
  examples: [
    { command: "slipway approve main/web", says: "shows what waits, and asks" },
    {
      command: 'slipway approve main/web --commit 3f2a91c -m "Tested on staging"',
      says: "this commit or none",
    },
  ],
  permissions: commandNeeds.approve,
  run: async (invocation) => (await import("../approve/approve")).approve("Approved", invocation),
});

export const reject = command({
  name: "reject",
  summary: "Reject the release that waits",
  description,
  arguments: [appArgument],
  options,
  examples: [{ command: 'slipway reject main/web -m "Wrong image"', says: "with a reason" }],
  permissions: commandNeeds.reject,
  run: async (invocation) => (await import("../approve/approve")).approve("Rejected", invocation),
});
