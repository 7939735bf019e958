import { commandNeeds } from "../../delivery/permissions/commands";
import { appArgument, command } from "../command";
import { text } from "../option";

const options = {
  image: text("<uri>", "compare this image with what runs (default: what the head commit says)"),
};

export const diff = command({
  name: "diff",
  summary: "Show what a release would change",
  description:
    "The images that run beside those that a release would run, and how long that takes. A release changes nothing else: size, environment and secrets belong to the configuration.",
  arguments: [appArgument],
  options,
  examples: [
    { command: "slipway diff main/web", says: "what the head of the branch would change" },
    {
      command: "slipway diff main/web --image $REPOSITORY@sha256:…",
      says: "what a release of this image would change",
    },
  ],
  permissions: commandNeeds.diff,
  run: async (invocation) => (await import("../diff/diff")).diff(invocation),
});
