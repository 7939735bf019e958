import { type Caller } from "../caller";
import { type Clock } from "../clock";
import { type Approvals } from "./actions/approval";
import { type FunctionJobs } from "./actions/lambdaInvoke";
import { type Engine } from "./engine";
import { type Pipelines } from "./pipelines";
import { type Place } from "./stateEvents";

/** What an operation may use and do. */
export interface Call {
  readonly place: Place;
  readonly pipelines: Pipelines;
  readonly engine: Engine;
  readonly approvals: Approvals;
  readonly jobs: FunctionJobs;
  readonly caller: Caller;
  readonly clock: Clock;
}

type Run<I> = (call: Call, input: I) => object;

/** One operation of the API; its input was checked against the service's model, which its members' types follow. */
export type Operation = Run<never>;

/** Names the members that an operation reads. */
export function operation<I>(run: Run<I>): Run<I> {
  return run;
}

/** What CodePipeline says to a token of a page that it did not give. */
export const wrongToken = "InvalidNextTokenException";

/** A time as the API writes it: seconds since 1970. */
export function seconds(milliseconds: number): number {
  return milliseconds / 1000;
}
