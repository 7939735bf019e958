import { command } from "../command";
import { importOptions } from "./importCopilot";

export const importTaskDefinition = command({
  name: "import task-definition",
  summary: "Turn task definitions into a stack file",
  description:
    "Reads JSON as RegisterTaskDefinition takes it or DescribeTaskDefinition gives it, and writes Pulumi.<stack>.yaml (default: staging) with an app for each. Every value is in the stack file or in the list that is printed: file, line, key, and what to do instead. Asks AWS nothing. A file that exists is never written over. Exit code 1 when a file cannot be read, or the stack file needs an edit before it can be previewed.",
  arguments: [{ name: "file", description: "the file of a task definition", variadic: true }],
  options: importOptions,
  examples: [
    {
      command: "slipway import task-definition api.json worker.json --region eu-west-1 --print",
      says: "shows a stack file with both apps",
    },
  ],
  run: async (invocation) =>
    (await import("../import/taskDefinition/importTaskDefinition")).importTaskDefinition(
      invocation,
    ),
});
