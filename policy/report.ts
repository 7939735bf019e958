import { type Exemption } from "./exemptions";
import { packName, themes } from "./pack";
import { bookkeeping } from "./policies";
import { type Rule } from "./rule";

/** How a rule stands after a preview, worst first. */
export const statuses = [
  "violated",
  "advised",
  "not checked",
  "exempt",
  "passed",
  "no resource",
  "off",
] as const;

export type Status = (typeof statuses)[number];

export interface RuleReport {
  readonly theme: string;
  readonly rule: Rule;
  readonly status: Status;
  /** Resources that the rule is about. */
  readonly resources: readonly string[];
  readonly findings: readonly { readonly urn: string; readonly message: string }[];
  readonly exemptions: readonly Exemption[];
}

export interface PolicyReport {
  readonly stack: string;
  /** Why the preview ended before all resources were judged; none when it did not. */
  readonly errors: readonly string[];
  /** What the pack says about its configuration and the exemptions in it. */
  readonly problems: readonly string[];
  readonly rules: readonly RuleReport[];
}

/** A configuration file of the pack. */
export type PackConfig = Readonly<Record<string, unknown>>;

interface PolicyEvent {
  readonly resourceUrn?: string;
  readonly message: string;
  readonly policyName: string;
  readonly enforcementLevel: string;
}

interface EngineEvent {
  readonly policyEvent?: PolicyEvent;
  readonly diagnosticEvent?: { readonly severity: string; readonly message: string };
  /** The last word of a preview; its packs are keyed `<name>|<kind>|<folder>`. */
  readonly summaryEvent?: { readonly PolicyPacks?: Readonly<Record<string, string>> | null };
  readonly resourcePreEvent?: {
    readonly metadata: { readonly op: string; readonly urn: string; readonly type: string };
  };
}

/** Says that no report can be made of what was given. */
export class ReportError extends Error {}

/**
 * Puts together what each rule said in a preview.
 *
 * @param eventLog What `pulumi preview --event-log` wrote: one JSON object a line.
 * @param config The configuration that the preview ran with.
 * @throws ReportError when the log is not one of a preview with the pack.
 */
export function reportOf(eventLog: string, config: PackConfig): PolicyReport {
  const events = eventsIn(eventLog);
  const resources = events.flatMap(({ resourcePreEvent }) =>
    resourcePreEvent === undefined || resourcePreEvent.metadata.op.startsWith("delete")
      ? []
      : [resourcePreEvent.metadata],
  );
  const [first] = resources;
  if (first === undefined) {
    throw new ReportError("The event log names no resource: it is not the log of a preview.");
  }
  const summary = events.find(({ summaryEvent }) => summaryEvent !== undefined)?.summaryEvent;
  const packs = Object.keys(summary?.PolicyPacks ?? {}).map((key) => key.split("|")[0]);
  if (summary !== undefined && !packs.includes(packName)) {
    throw new ReportError(
      `The preview ran without the policy pack "${packName}": nothing in it was judged. Preview with --policy-pack.`,
    );
  }
  const said = events.flatMap(({ policyEvent }) => policyEvent ?? []);
  const exemptions = exemptionsIn(config);
  const rules = themes.flatMap(({ title, rules: themed }) =>
    themed.map((rule): RuleReport => {
      const about = resources.filter(({ type }) => rule.types.includes(type)).map(({ urn }) => urn);
      const own = said.filter(({ policyName }) => policyName === rule.name);
      const unread = said.filter((event) => couldNotCheck(event, rule.name));
      const exempt = exemptions.filter(
        (entry) => entry.rule === rule.name && about.includes(entry.urn),
      );
      return {
        theme: title,
        rule,
        status: statusOf(levelOf(config, rule), about, own, unread, exempt),
        resources: about,
        findings: [...own, ...unread].map(({ resourceUrn = "", message }) => ({
          urn: resourceUrn,
          message: lastLineOf(message).replace(/; not checked: .*$/, "; not checked."),
        })),
        exemptions: exempt,
      };
    }),
  );
  return {
    stack: first.urn.split(":")[2] ?? "",
    errors: summary === undefined ? [...errorsIn(events), "it did not end"] : errorsIn(events),
    problems: said
      .filter(({ policyName }) => aboutItself.includes(policyName))
      .map(({ message }) => lastLineOf(message)),
    rules,
  };
}

const aboutItself: readonly string[] = [bookkeeping.configuration, bookkeeping.review];

function eventsIn(eventLog: string): readonly EngineEvent[] {
  return eventLog.split("\n").flatMap((line, index) => {
    if (line.trim() === "") {
      return [];
    }
    const event = jsonOf(line);
    if (!isEvent(event)) {
      throw new ReportError(
        `Line ${index + 1} of the event log is no event: the file is not what \`pulumi preview --event-log\` wrote.`,
      );
    }
    return [event];
  });
}

function isEvent(value: unknown): value is EngineEvent {
  return isRecord(value);
}

/** What went wrong besides the policies: for those the engine has one closing sentence, without a resource. */
function errorsIn(events: readonly EngineEvent[]): readonly string[] {
  return events
    .flatMap(({ diagnosticEvent }) => diagnosticEvent ?? [])
    .filter(({ severity, message }) => severity === "error" && message.trim() !== "preview failed")
    .map(({ message }) => message.trim().split("\n")[0] ?? "");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function statusOf(
  level: string,
  about: readonly string[],
  own: readonly PolicyEvent[],
  unread: readonly PolicyEvent[],
  exempt: readonly Exemption[],
): Status {
  if (level === "disabled") {
    return "off";
  }
  if (own.length > 0) {
    return own.some(({ enforcementLevel }) => enforcementLevel !== "advisory")
      ? "violated"
      : "advised";
  }
  if (unread.length > 0) {
    return "not checked";
  }
  if (exempt.length > 0) {
    return "exempt";
  }
  return about.length === 0 ? "no resource" : "passed";
}

/** The level that a configuration gives a rule; what the engine itself goes by. */
function levelOf(config: PackConfig, rule: Rule): string {
  const own = config[rule.name];
  const level = isRecord(own) ? own["enforcementLevel"] : own;
  const chosen = level ?? config["all"] ?? rule.level ?? "mandatory";
  return typeof chosen === "string" ? chosen : "mandatory";
}

function exemptionsIn(config: PackConfig): readonly Exemption[] {
  const settings = config[bookkeeping.exemptions];
  return isRecord(settings) && Array.isArray(settings["list"])
    ? (settings["list"] as readonly Exemption[])
    : [];
}

function couldNotCheck({ policyName, message }: PolicyEvent, rule: string): boolean {
  const names = /not checked: (.*)\.$/.exec(lastLineOf(message))?.[1]?.split(", ") ?? [];
  return policyName === bookkeeping.unchecked && names.includes(rule);
}

/** The engine puts the rule's description on a line before the message. */
function lastLineOf(message: string): string {
  return message.trim().split("\n").at(-1) ?? "";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
