import { randomUUID } from "node:crypto";

/** An event as EventBridge hands it to targets. */
export interface AwsEvent {
  readonly version: "0";
  readonly id: string;
  readonly "detail-type": string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What a service says; the rest of the event's envelope is the same for all. */
export interface EventFacts {
  readonly source: string;
  readonly detailType: string;
  readonly account: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

export function awsEvent(facts: EventFacts, now = new Date()): AwsEvent {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": facts.detailType,
    source: facts.source,
    account: facts.account,
    // Whole seconds, as AWS writes them.
    time: now.toISOString().replace(/\.\d+Z$/, "Z"),
    region: facts.region,
    resources: facts.resources,
    detail: facts.detail,
  };
}
