import { type Caller } from "../caller";
import { type Repositories, type Repository } from "./repositories";

/** What an operation may use and do. */
export interface Call {
  readonly repositories: Repositories;
  readonly caller: Caller;
  readonly account: string;
  readonly region: string;
  /** Where repositories are cloned from: `http://localhost:<port>`. */
  readonly origin: string;
  /** Does work that may move branches: alone in its repository, and what moved becomes an event. */
  changing<T>(repository: Repository, work: () => Promise<T>): Promise<T>;
}

type Run<I> = (call: Call, input: I) => Promise<object> | object;

/** One operation of the API; its input was checked against the service's model, which its members' types follow. */
export type Operation = Run<never>;

/** Names the members that an operation reads. */
export function operation<I>(run: Run<I>): Run<I> {
  return run;
}

export function repositoryArn(call: Pick<Call, "account" | "region">, name: string): string {
  return `arn:aws:codecommit:${call.region}:${call.account}:${name}`;
}
