import { unmatchedFindings } from "./findings";
import { asMarkdown } from "./markdown";
import { packName, themes } from "./pack";
import { bookkeeping } from "./policies";
import { configSchemaOf, type Rule } from "./rule";
import { relaxations, shippedExemptions } from "./settings";

/** The text of docs/policies.md, made from the pack. */
export function policiesDocument(): string {
  const count = themes.reduce((sum, theme) => sum + theme.rules.length, 0);
  return `${[
    "# Policies",
    "<!-- Generated from policy/ by `npm run docs` in policy/. Change the rules, not this file. -->",
    `The pack \`${packName}\` has ${count} rules. A preview that breaks a mandatory one fails, with a sentence that says which resource, what is wrong, why, and the line to change.`,
    "For an audit: [what is turned off](#what-the-shipped-configurations-turn-off) and [which resources are exempt](#exemptions-that-are-shipped), each with its reason; [which rules cover a control](#controls); [the report](#the-report) of one preview; and [what another scanner finds](#what-an-independent-scanner-says-beyond-this).",
    usage,
    exemptions,
    unknown,
    "## What the shipped configurations turn off",
    `Both enforce every rule except these (\`policy/config.staging.json\`, \`policy/config.prod.json\`):`,
    table(
      ["Rule", "Stacks", "Why"],
      relaxations.map(({ rule, stacks, reason }) => [`\`${rule}\``, stacks.join(", "), reason]),
    ),
    "## Exemptions that are shipped",
    table(
      ["Stack", "Rule", "Resource", "Until", "Why"],
      shippedExemptions.map(({ stack, rule, urn, expires, reason }) => [
        stack,
        `\`${rule}\``,
        `\`${urn.split("::").at(-1) ?? urn}\``,
        expires,
        reason,
      ]),
    ),
    places,
    elsewhere,
    "## What an independent scanner says beyond this",
    "checkov 3.3.30, fed with what `pulumi preview --json` shows of staging and prod on local AWS, and once more with every value known, finds these and nothing else (`npm run scan` in `policy/`). The run fails when it finds another, or no longer finds one of these.",
    table(
      ["Check", "What it asks for", "Where it is left", "Why"],
      unmatchedFindings.map(({ check, asks, where, reason }) => [check, asks, where, reason]),
    ),
    "## Controls",
    "Ids like ECS.5 are of AWS Security Hub, those with CKV of checkov. A control that is not here has no rule.",
    table(["Control", "Rules"], controls()),
    "## The rules",
    "The severity says how much is at stake and decides nothing; the level does. Without a configuration a rule is mandatory, unless its last line says advisory.",
    ...themes.flatMap(({ title, rules }) => [`### ${title}`, ...rules.map(chapter)]),
  ].join("\n\n")}\n`;
}

const usage = `## Running it

    make preview STACK=staging

runs, with the pack's dependencies installed (\`npm ci --prefix policy\`):

    pulumi preview --stack staging --policy-pack policy --policy-pack-config policy/config.staging.json

It works with every backend. \`pulumi up\` takes the same two flags: a rule about one resource then stops that resource before it is created; a rule about the whole stack runs when everything has been created. So the preview is the gate.

In a configuration file the key \`all\` sets the level of every rule, and a rule's name sets its own: \`"mandatory"\`, \`"advisory"\`, \`"disabled"\`, or an object with \`enforcementLevel\` and the rule's parameters:

    { "all": "mandatory", "${bookkeeping.unchecked}": "advisory", "service-two-tasks": { "enforcementLevel": "advisory", "minimum": 3 } }

With \`all\` at mandatory, \`${bookkeeping.unchecked}\` must be set back to advisory, or no first preview passes. The engine refuses a level that does not exist and a parameter of the wrong type; the policy \`${bookkeeping.configuration}\` reports a name that the pack does not have, of a rule or of a parameter, unless \`all\` is disabled.`;

const exemptions = `## Exemptions

An exemption frees one resource from one rule until the end of a day (UTC):

    "exemptions": {
      "list": [
        { "rule": "listener-encrypted", "urn": "urn:pulumi:staging::…", "reason": "No domain yet.", "expires": "2027-11-30" }
      ]
    }

The policy \`${bookkeeping.review}\` reports an exemption that has expired, that nothing needs, that gives no reason, or that names an unknown rule. An expired one silences nothing any more.`;

const unknown = `## Values that are not known yet

In a first preview ids, ARNs and the digests of new images are not known. A rule that meets such a value reads it from the component that made the resource, where that component registered it: the containers of every app are checked although their image is not built. What still cannot be read is reported by \`${bookkeeping.unchecked}\`, an advisory that names the resource, the value and the rules that did not run. Nothing passes in silence. The update knows the value when it comes to the resource, and a rule about one resource stops it there. Once the stack exists, a preview knows everything that does not change.`;

const places = `## Where it runs

- On pull requests: \`.github/workflows/preview.yml\` previews both stacks with short-lived credentials (OIDC), on any backend, and puts what would change and the policy report into one comment. The pack and its exemptions are those of the target branch: no change is judged by rules that it brings along.
- On Pulumi Cloud: \`Pulumi.staging.deploy.yaml\` and \`Pulumi.prod.deploy.yaml\` are settings of Pulumi Deployments. A push to the branch updates the stack, a pull request previews it; the pack runs in the pre-run commands, so a mandatory violation ends the deployment before anything changes. \`pulumi deployment settings push --stack staging\` applies them.

## The report

One page of how every rule stands, for an auditor, in Markdown and HTML: status, control ids, resources, what the rule says, and the exemptions with their reasons.

    cli/slipway policy report --stack prod

previews the stack with the pack and writes \`policy-report.md\` and \`policy-report.html\`. It ends with 1 when the preview fails, also by a violation; the pages are written all the same, and begin with Passed or Failed. Of a preview that was made before, the workflow's for example:

    PULUMI_DEBUG_COMMANDS=1 pulumi preview --stack prod --policy-pack policy --policy-pack-config policy/config.prod.json --event-log events.json
    cli/slipway policy report --from events.json --config policy/config.prod.json

Where there is only the pack, \`npx ts-node writeReport.ts <event log> <configuration> <output>\` in \`policy/\` writes the same pages.`;

const elsewhere = `## With other programs

The pack reads resources of \`@pulumi/aws\` 7, whoever makes them. It needs neither Slipway's components nor its configuration:

    git clone <this repository> slipway
    npm ci --prefix slipway/policy
    pulumi preview --policy-pack slipway/policy --policy-pack-config my-config.json

Three rules take parameters that name Slipway's habits: \`tags-of-the-stack\` (\`keys\`), \`repository-keeps-rollback-depth\` (\`releasePrefix\`, \`rollbackDepth\`) and \`build-privileged-only-for-images\` (\`imageBuilds\`). Set them, or disable those rules. \`task-keeps-running-images\` compares a task definition with what its service runs, where a component says so: it is the parent of the task definition and registers an output \`runningImages\`, an object of images by container, read from AWS before the task definition is written. Where it lets Pulumi ignore changes of the definition, it registers \`wantedImages\`, too: those are judged then. Leave out the containers whose images an update may change, and register it as an output: an input would show every release as a change.

A rule that needs a neighbour which another program made, the hosts of a service or its task definition, does not guess: \`${bookkeeping.unchecked}\` says that it did not run. Rules that ask for a neighbour (\`load-balancer-used\`, \`hosts-used\`, \`bucket-blocks-public-access\` and the like) count what this program makes; exempt a resource whose neighbour is elsewhere.

Resources made through \`aws.alb\` or the \`Bucket\` of version 6 have other types, and no rule sees them.`;

function chapter(rule: Rule): string {
  const parameters = Object.entries(configSchemaOf(rule).properties).map(
    ([name, { description = "", default: value }]) =>
      `- \`${name}\` (${JSON.stringify(value)}): ${description}`,
  );
  return [
    `#### ${rule.name}`,
    asMarkdown(`${rule.description} ${rule.why}`),
    asMarkdown(`Change: ${rule.fix}`),
    [
      `Severity ${rule.severity}`,
      rule.scope === "stack" ? "checked over the whole stack" : "checked on each resource",
      ...(rule.level === "advisory" ? ["advisory"] : []),
      rule.controls.length === 0 ? "no published control" : rule.controls.join(", "),
    ].join(" · "),
    ...(parameters.length === 0 ? [] : [parameters.join("\n")]),
  ].join("\n\n");
}

/** The rules of each published control, in the order of names and numbers. */
function controls(): readonly (readonly string[])[] {
  const rules = themes.flatMap((theme) => theme.rules);
  const ids = [...new Set(rules.flatMap((rule) => rule.controls))];
  return ids
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .map((id) => [
      id,
      rules
        .filter((rule) => rule.controls.includes(id))
        .map((rule) => `[${rule.name}](#${rule.name})`)
        .join(", "),
    ]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
