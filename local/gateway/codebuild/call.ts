import { type Caller } from "../caller";
import { type Clock } from "../clock";
import { type Builds } from "./builds";
import { type Place } from "./place";
import { type Projects } from "./projects";

/** What an operation may use and do. */
export interface Call {
  readonly place: Place;
  readonly projects: Projects;
  readonly builds: Builds;
  readonly caller: Caller;
  /** The commit that a version of a repository on CodeCommit names. */
  readonly commitOf: (
    repository: string,
    version: string | undefined,
  ) => Promise<string | undefined>;
  readonly clock: Clock;
}

type Run<I> = (call: Call, input: I) => object | Promise<object>;

/** One operation of the API; its input was checked against the service's model, which its members' types follow. */
export type Operation = Run<never>;

/** Names the members that an operation reads. */
export function operation<I>(run: Run<I>): Run<I> {
  return run;
}

/** What CodeBuild says to what it does not take, a token of a page that it did not give among it. */
export const invalidInput = "InvalidInputException";
