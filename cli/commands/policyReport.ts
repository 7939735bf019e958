import { command } from "../command";
import { text } from "../option";

const options = {
  from: text("<file>", "the event log of an earlier preview (default: make a preview)"),
  config: text("<file>", "the pack's configuration (default: config.<stack>.json of the pack)"),
  pack: text("<folder>", "the policy pack (default: policy)"),
  output: text("<path>", "where to write, without extension (default: policy-report)"),
};

export const policyReport = command({
  name: "policy report",
  summary: "Write a report of every policy, for auditors",
  description:
    "Previews the stack with the policy pack and writes the result of every rule, with its control ids, resources and exemptions, for an auditor: <output>.md and <output>.html. Needs pulumi and a stack that can be previewed, not delivery. Exit code 1 when the preview failed, also by a violation, and when --from is of such a preview; the pages are written all the same.",
  arguments: [],
  options,
  examples: [
    { command: "slipway policy report --stack prod", says: "previews prod and writes both pages" },
    {
      command: "slipway policy report --from events.json --config policy/config.prod.json",
      says: "from what pulumi preview --event-log wrote",
    },
  ],
  run: async (invocation) => (await import("../policy/report")).policyReport(invocation),
});
