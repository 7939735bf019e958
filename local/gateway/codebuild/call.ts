import { type Caller } from "../caller";
import { type Clock } from "../clock";
import { type Projects } from "./projects";

/** Where builds run. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** What an operation may use and do. */
export interface Call {
  readonly place: Place;
  readonly projects: Projects;
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

/** What CodeBuild says to what it does not take, a token of a page that it did not give among it. */
export const invalidInput = "InvalidInputException";

/** A time as the API writes it: seconds since 1970. */
export function seconds(milliseconds: number): number {
  return milliseconds / 1000;
}
