import { readFileSync, writeFileSync } from "node:fs";

import { reportOf, type PackConfig } from "./report";
import { htmlPage, markdownPage } from "./reportPages";

const usage = `Writes what the pack said in a preview as one page, in Markdown and in HTML.

  npx ts-node writeReport.ts <event log> <configuration of the pack> <output without extension>

The event log is what \`PULUMI_DEBUG_COMMANDS=1 pulumi preview --policy-pack … --event-log <file>\` wrote.
`;

/** The command; returns the exit code. */
export function main(args: readonly string[], print: (text: string) => void): number {
  const [eventLog, config, output] = args;
  if (eventLog === undefined || config === undefined || output === undefined) {
    print(usage);
    return 2;
  }
  const report = reportOf(
    readFileSync(eventLog, "utf8"),
    JSON.parse(readFileSync(config, "utf8")) as PackConfig,
  );
  writeFileSync(`${output}.md`, markdownPage(report));
  writeFileSync(`${output}.html`, htmlPage(report));
  print(`Wrote ${output}.md and ${output}.html.\n`);
  return 0;
}

if (require.main === module) {
  process.exitCode = main(process.argv.slice(2), (text) => process.stdout.write(text));
}
