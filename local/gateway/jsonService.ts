import type { Answer } from "./awsError";
import type { AwsRequest } from "./awsRequest";

/** What the services share that the gateway serves itself, all of them in the JSON protocol. */

export function jsonAnswer(body: object): Answer {
  return {
    status: 200,
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: JSON.stringify(body),
  };
}

/** The members of a request; an explicit null is how clients spell an absent one. */
export function inputOf(body: string): Readonly<Record<string, unknown>> {
  const input = JSON.parse(body === "" ? "{}" : body) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
}

/** The region that a call is signed for; it becomes a folder's name, so only a name passes. */
export function regionOf({ region }: AwsRequest): string | undefined {
  return region !== undefined && /^[a-z0-9-]+$/.test(region) ? region : undefined;
}
