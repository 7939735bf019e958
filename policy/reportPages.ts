import { asMarkdown } from "./markdown";
import { type PolicyReport, type RuleReport, type Status, statuses } from "./report";

/** A report as Markdown, for a pull request or a wiki. */
export function markdownPage(report: PolicyReport): string {
  const sections = statuses.flatMap((status) => {
    const rules = report.rules.filter((entry) => entry.status === status);
    return rules.length === 0
      ? []
      : [
          `## ${headings[status]} (${rules.length})`,
          ...(isWorthDetail(status) ? rules.map(detail) : [list(rules)]),
        ];
  });
  return `${[
    `# Policies of the stack ${report.stack}`,
    verdictOf(report),
    ...remarksOn(report).map((remark) => `- ${asMarkdown(remark)}`),
    ...sections,
  ].join("\n\n")}\n`;
}

/** A report as one HTML page that needs nothing else. */
export function htmlPage(report: PolicyReport): string {
  const rows = [...report.rules]
    .sort((a, b) => statuses.indexOf(a.status) - statuses.indexOf(b.status))
    .map(
      ({
        rule,
        status,
        resources,
        findings,
        exemptions,
      }) => `<tr class="${status.replace(" ", "-")}">
<td>${headings[status]}</td>
<td><b>${escape(rule.name)}</b><br>${escape(rule.description)}</td>
<td>${escape(rule.controls.join(", "))}</td>
<td>${namesOf(resources)}</td>
<td>${[...findings.map(({ message }) => message), ...exemptions.map(exemptionText)].map(escape).join("<br>")}</td>
</tr>`,
    );
  const remarks = remarksOn(report).map((remark) => `<li>${escape(remark)}</li>`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Policies of the stack ${escape(report.stack)}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: #1b1f24; background: #fff; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.5rem; border-bottom: 1px solid #d0d7de; overflow-wrap: anywhere; }
td:first-child { white-space: nowrap; font-weight: 600; }
.violated td:first-child { color: #a40e26; }
.advised td:first-child, .not-checked td:first-child, .exempt td:first-child { color: #7a4b00; }
.passed td:first-child { color: #116329; }
.off, .no-resource { color: #57606a; }
</style>
<h1>Policies of the stack ${escape(report.stack)}</h1>
<p>${escape(verdictOf(report))}</p>
${remarks.length === 0 ? "" : `<ul>${remarks.join("")}</ul>\n`}<table>
<thead><tr><th>Status</th><th>Rule</th><th>Controls</th><th>Resources</th><th>What it says</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>
</html>
`;
}

/** How many resources, and on demand which. */
function namesOf(urns: readonly string[]): string {
  const names = urns.map((urn) => escape(urn.split("::").slice(-2).join(" ").replace(/^.*\$/, "")));
  return names.length === 0
    ? "0"
    : `<details><summary>${names.length}</summary>${names.join("<br>")}</details>`;
}

const headings: Readonly<Record<Status, string>> = {
  violated: "Violated",
  advised: "Advised against",
  "not checked": "Not checked: a value is not known yet",
  exempt: "Exempt",
  passed: "Passed",
  "no resource": "No resource of this kind",
  off: "Turned off",
};

/** The first sentence of the report; it begins with Passed or Failed. */
export function verdictOf(report: PolicyReport): string {
  const count = (status: Status) => report.rules.filter((entry) => entry.status === status).length;
  const violated = count("violated");
  const broken = violated > 0 || remarksOn(report).length > 0;
  return `${broken ? "Failed" : "Passed"}: ${report.rules.length} rules, ${violated} violated, ${count("passed")} passed, ${count("exempt")} exempt, ${count("not checked")} not checked, ${count("off")} turned off.`;
}

/** What is wrong besides the resources. */
function remarksOn({ errors, problems }: PolicyReport): readonly string[] {
  return [
    ...errors.map(
      (error) => `The preview failed, so this page may lack resources and violations: ${error}`,
    ),
    ...problems,
  ];
}

function isWorthDetail(status: Status): boolean {
  return ["violated", "advised", "not checked", "exempt"].includes(status);
}

function detail({ rule, findings, exemptions }: RuleReport): string {
  const controls = rule.controls.length === 0 ? "" : ` (${rule.controls.join(", ")})`;
  return [
    `### ${rule.name}${controls}`,
    [...findings.map(({ message }) => message), ...exemptions.map(exemptionText)]
      .map((line) => `- ${asMarkdown(line)}`)
      .join("\n"),
  ].join("\n\n");
}

function list(rules: readonly RuleReport[]): string {
  return rules
    .map(({ rule, resources }) => {
      const controls = rule.controls.length === 0 ? "" : ` · ${rule.controls.join(", ")}`;
      return `- ${rule.name}${controls} · ${resources.length} ${resources.length === 1 ? "resource" : "resources"}`;
    })
    .join("\n");
}

function exemptionText({
  urn,
  reason,
  expires,
}: {
  readonly urn: string;
  readonly reason: string;
  readonly expires: string;
}): string {
  return `${urn} is exempt until ${expires}: ${reason}`;
}

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
