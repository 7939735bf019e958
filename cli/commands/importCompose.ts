import { command } from "../command";
import { importOptions } from "./importCopilot";

export const importCompose = command({
  name: "import compose",
  summary: "Turn a compose file into a stack file",
  description:
    "Reads a file of Docker Compose and writes Pulumi.<stack>.yaml (default: staging) with an app on Fargate for each service: a web app where a port is published, internal where one is exposed, else a worker. Databases and caches are left out. Every value is in the stack file or in the list that is printed: file, line, key, and what to do instead. Variables have the values of the shell, or the file's defaults. Asks AWS nothing. A file that exists is never written over. Exit code 1 when the file cannot be read, or the stack file needs an edit before it can be previewed.",
  arguments: [
    {
      name: "file",
      description: "the compose file (default: compose.yaml, or a name that Compose looks for)",
      optional: true,
    },
  ],
  options: importOptions,
  examples: [
    {
      command: "slipway import compose ../shop/compose.yaml --region eu-west-1 --print",
      says: "shows a stack file with an app for each service",
    },
  ],
  run: async (invocation) =>
    (await import("../import/compose/importCompose")).importCompose(invocation),
});
