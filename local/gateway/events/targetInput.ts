import { type AwsEvent } from "./awsEvent";
import { type Rule, type Target } from "./eventBus";

/** What a target is handed: the event, or what its rule makes of the event. */
export function targetInput(target: Target, rule: Rule, event: AwsEvent): string {
  if (target.Input !== undefined) {
    return target.Input;
  }
  if (target.InputPath !== undefined) {
    return textOf(valueAt(event, target.InputPath) ?? null);
  }
  const { InputTransformer: transformer } = target;
  if (transformer === undefined) {
    return JSON.stringify(event);
  }
  const values = new Map<string, unknown>([
    ["aws.events.rule-name", rule.Name],
    ["aws.events.rule-arn", rule.Arn ?? ""],
    ["aws.events.event.ingestion-time", event.time],
    ["aws.events.event.json", event],
    ["aws.events.event", withoutDetail(event)],
  ]);
  for (const [name, path] of Object.entries(transformer.InputPathsMap ?? {})) {
    values.set(name, valueAt(event, path));
  }
  return filled(transformer.InputTemplate, values);
}

/** `<name>` stands for a value: as it is inside a string of the template, as JSON outside of one. */
function filled(template: string, values: ReadonlyMap<string, unknown>): string {
  let inString = false;
  return template.replace(/\\.|"|<([A-Za-z0-9_.-]+)>/g, (found, name: string | undefined) => {
    if (found === '"') {
      inString = !inString;
    }
    if (name === undefined || !values.has(name)) {
      return found;
    }
    const value = values.get(name);
    // A path that leads nowhere leaves an empty text.
    if (value === undefined) {
      return inString ? "" : '""';
    }
    if (!inString) {
      return JSON.stringify(value);
    }
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return JSON.stringify(text).slice(1, -1);
  });
}

/** The part of JSONPath that EventBridge takes: names, quoted names and indices. */
export function valueAt(event: unknown, path: string): unknown {
  if (!path.startsWith("$")) {
    throw new Error(`The path "${path}" must begin with "$".`);
  }
  const steps = [...path.matchAll(/\.([A-Za-z0-9_-]+)|\['([^']+)'\]|\[(\d+)\]/g)];
  return steps.reduce<unknown>((value, [, name, quoted, index]) => {
    if (typeof value !== "object" || value === null) {
      return undefined;
    }
    return (value as Readonly<Record<string, unknown>>)[name ?? quoted ?? index ?? ""];
  }, event);
}

function withoutDetail(event: AwsEvent): Partial<AwsEvent> {
  return Object.fromEntries(Object.entries(event).filter(([key]) => key !== "detail"));
}

function textOf(value: unknown): string {
  return JSON.stringify(value);
}
