import { commandNeeds } from "../../delivery/permissions/commands";
import { appArgument, command } from "../command";
import { duration, flag, text } from "../option";

const options = {
  from: text("<stack>", "the stack whose running image is taken"),
  to: text("<stack>", "the stack where it is to run"),
  fromRegion: text("<region>", "region of --from, if it is another one"),
  toRegion: text("<region>", "region of --to, if it is another one"),
  message: {
    ...text("<text>", "why, for the commit (default: the promoted commit's)"),
    short: "m",
  },
  noVerify: flag("commit even if a check says that no task would start"),
  noWait: flag("copy, commit and end"),
  timeout: duration("<time>", "stop looking after 90s, 10m or 2h; the deployment goes on"),
};

export const promote = command({
  name: "promote",
  summary: "Release the image that runs in another stack",
  description:
    "Takes the image that the app runs in --from, copies it with the same digest into the image repository of --to (layers that are there are skipped), and releases it there. Nothing is built again. Both stacks are in one account.",
  arguments: [appArgument],
  options,
  examples: [
    { command: "slipway promote main/web --from staging --to prod", says: "what staging runs now" },
  ],
  permissions: commandNeeds.promote,
  run: async (invocation) => (await import("../release/promote")).promote(invocation),
});
