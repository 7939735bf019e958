import { command } from "../command";
import { flag, text } from "../option";

/** Options that every import takes. */
export const importOptions = {
  account: text("<id>", "the account of the stack, for secrets that are given by name"),
  output: text(
    "<folder>",
    "the folder of Pulumi.yaml, where the stack files are written (default: .)",
  ),
  print: flag("print the stack files and write nothing"),
};

const options = {
  environment: text("<name>", "one environment alone (default: all that the workspace names)"),
  ...importOptions,
};

export const importCopilot = command({
  name: "import copilot",
  summary: "Turn a workspace of AWS Copilot into stack files",
  description:
    "Reads copilot/ with its manifests and environments and writes Pulumi.<environment>.yaml for each environment. Every value is in a stack file or in the list that is printed: file, line, key, and what to do instead. Asks AWS nothing. A file that exists is never written over. Exit code 1 when a file cannot be read, or a stack file needs an edit before it can be previewed.",
  arguments: [
    {
      name: "dir",
      description: "the folder that has copilot/ (default: .)",
      optional: true,
    },
  ],
  options,
  examples: [
    {
      command: "slipway import copilot ../shop --region eu-west-1 --account 123456789012",
      says: "writes Pulumi.test.yaml and Pulumi.prod.yaml for the environments test and prod",
    },
    {
      command: "slipway import copilot --environment prod --region eu-west-1 --print",
      says: "shows what prod would be",
    },
  ],
  run: async (invocation) =>
    (await import("../import/copilot/importCopilot")).importCopilot(invocation),
});
