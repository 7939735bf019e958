import { command } from "../command";

export const permissions = command({
  name: "permissions",
  summary: "Print the IAM policy that commands need",
  description:
    "The least policy for these commands on this stack, as JSON for IAM: actions, with resources derived from the stack's names. Without a command it is the policy for all of them. For promote, print one for each of the two stacks.",
  arguments: [
    {
      name: "command",
      description: "commands, such as status; default: all of them",
      optional: true,
      variadic: true,
    },
  ],
  options: {},
  examples: [
    {
      command: "slipway permissions status history diff logs",
      says: "for read-only users",
    },
    { command: "slipway permissions release --stack prod", says: "for what releases to prod" },
  ],
  run: async (invocation) => (await import("../permissions/permissions")).permissions(invocation),
});
