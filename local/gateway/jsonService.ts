import { awsError, type Answer } from "./awsError";
import { type AwsRequest } from "./awsRequest";
import { type CallerOf } from "./caller";
import { type EventDelivery } from "./events/eventDelivery";
import { ServiceError } from "./serviceError";

/** What the services share that the gateway serves itself, all of them in the JSON protocol. */

/** Where and for whom a service is stood in for. */
export interface ServiceOptions {
  /** Folder for what the service keeps; it outlives the gateway. */
  readonly folder: string;
  readonly account: string;
  /** The region of calls that name none. */
  readonly region: string;
  readonly events: Pick<EventDelivery, "emit">;
  readonly callerOf: CallerOf;
  /** Hears of failures that are no refusals. */
  readonly report: (sentence: string) => void;
}

/** One operation of a service: the call's surroundings, the request's members, the answer's. */
export type Operation<C> = (call: C, input: never) => object | Promise<object>;

/**
 * Answers a call with the operation that it names. A refusal keeps its name; anything else is a failure of
 * this program, and is reported.
 *
 * @param service name of the service, for people.
 */
export async function served<C>(
  service: string,
  operations: Readonly<Record<string, Operation<C>>>,
  { request, body }: { readonly request: AwsRequest; readonly body: string },
  callOf: () => Promise<C>,
  report: (sentence: string) => void,
): Promise<Answer> {
  const operation = operations[request.action ?? ""];
  if (operation === undefined) {
    const sentence = `The ${service} of local AWS does not serve ${request.action ?? "this"}.`;
    return awsError(request, "UnknownOperationException", sentence);
  }
  try {
    return jsonAnswer(await operation(await callOf(), inputOf(body) as never));
  } catch (error) {
    if (error instanceof ServiceError) {
      return awsError(request, error.code, error.message);
    }
    report(String(error));
    return awsError(request, "InternalFailure", String(error), 500);
  }
}

/** What a service keeps for each region, made when the region is first named. */
export function perRegion<T>(make: (region: string) => T): (region: string) => T {
  const regions = new Map<string, T>();
  return (region) => {
    const found = regions.get(region) ?? make(region);
    regions.set(region, found);
    return found;
  };
}

function jsonAnswer(body: object): Answer {
  return {
    status: 200,
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: JSON.stringify(body),
  };
}

/** The members of a request; an explicit null is how clients spell an absent one. */
function inputOf(body: string): Readonly<Record<string, unknown>> {
  const input = JSON.parse(body === "" ? "{}" : body) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
}

/** The region that a call is signed for; it becomes a folder's name, so only a name passes. */
export function regionOf({ region }: AwsRequest): string | undefined {
  return region !== undefined && /^[a-z0-9-]+$/.test(region) ? region : undefined;
}
