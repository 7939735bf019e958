import { commandNeeds } from "../../delivery/permissions/commands";
import { appArgument, command } from "../command";
import { duration, flag, text } from "../option";

const options = {
  image: text("<uri>", "the image: <repository>@sha256:<digest>, or an immutable tag"),
  message: { ...text("<text>", 'why, for the commit (default: "Release <image>")'), short: "m" },
  noVerify: flag("commit even if a check says that no task would start"),
  noWait: flag("commit and exit; the pipeline still deploys"),
  timeout: duration("<time>", "stop looking after 90s, 10m or 2h; the deployment goes on"),
};

export const release = command({
  name: "release",
  summary: "Deploy an image: commit it, and follow it until it runs",
  description:
    "Checks that the image exists, is the app's and would start, shows the plan, commits, and waits until every new task is healthy and the old ones are gone; of a scheduled app, until its next run is of this image. Ends with 0 when exactly this image runs, with 1 and the reasons when it does not, with 2 when nothing was committed. Interrupted, it loses nothing: the deployment goes on, and the same command looks on.",
  arguments: [appArgument],
  options,
  examples: [
    {
      command: "slipway release main/web --image $REPOSITORY@sha256:…",
      says: "the usual way; a digest is what docker push prints",
    },
    {
      command: 'slipway release main/web --image $REPOSITORY:1.4.2 -m "Faster search" --no-wait',
      says: "a tag is committed as its digest; ends after the commit",
    },
  ],
  permissions: commandNeeds.release,
  run: async (invocation) => (await import("../release/release")).release(invocation),
});
