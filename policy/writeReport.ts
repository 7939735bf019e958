import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { ReportError, reportOf, type PackConfig } from "./report";
import { htmlPage, markdownPage, verdictOf } from "./reportPages";

const usage = `Writes what the pack said in a preview as one page, in Markdown and in HTML.

  npx ts-node writeReport.ts <event log> <configuration of the pack> <output without extension>

The event log is what \`PULUMI_DEBUG_COMMANDS=1 pulumi preview --policy-pack … --event-log <file>\` wrote.
`;

/** The command; returns the exit code: 2 when no report can be made of what it is given. */
export function main(args: readonly string[], print: (text: string) => void): number {
  const [eventLog, config, output] = args;
  if (eventLog === undefined || config === undefined || output === undefined) {
    print(usage);
    return 2;
  }
  try {
    const report = reportOf(read(eventLog), configIn(config));
    mkdirSync(dirname(output), { recursive: true });
    writeFileSync(`${output}.md`, markdownPage(report));
    writeFileSync(`${output}.html`, htmlPage(report));
    print(`Wrote ${output}.md and ${output}.html.\n${verdictOf(report)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof ReportError)) {
      throw error;
    }
    print(`${error.message}\n`);
    return 2;
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new ReportError(`${file} cannot be read: ${String(error)}.`);
  }
}

function configIn(file: string): PackConfig {
  const text = read(file);
  try {
    return JSON.parse(text) as PackConfig;
  } catch (error) {
    throw new ReportError(`The configuration ${file} is no JSON: ${String(error)}.`);
  }
}

if (require.main === module) {
  process.exitCode = main(process.argv.slice(2), (text) => process.stdout.write(text));
}
