import { commandNeeds } from "../../delivery/permissions/commands";
import { appArgument, command } from "../command";
import { text } from "../option";

const options = {
  image: text("<uri>", "check this image (default: what the head commit says)"),
};

export const verify = command({
  name: "verify",
  summary: "Check that a release would find what it needs",
  description:
    "The image exists; it is made for the architecture that the tasks run on; the task definition has the containers; secrets are there, with the versions that are asked for, and the execution role may read them; a host has room for one more task; routes or endpoints lead from the subnets of the tasks to ECR, the logs and the secrets; each host name has a record and a certificate. Each check is ok, failed, or could not be checked, with the reason. Nothing is changed. Exit code 1 when a check failed.",
  arguments: [appArgument],
  options,
  examples: [
    { command: "slipway verify main/web", says: "what the head of the branch says" },
    {
      command: "slipway verify main/web --image $REPOSITORY@sha256:…",
      says: "before a release, or on a pull request",
    },
  ],
  permissions: commandNeeds.verify,
  run: async (invocation) => (await import("../verify/verify")).verify(invocation),
});
