/** Where queues are: on AWS a queue's address is also where it is called, so clients must find the gateway there. */
export interface QueueAddresses {
  /** `http://localhost:<port>`, the gateway. */
  readonly local: string;
  /** As the emulator writes them. */
  readonly emulator: string;
}

/**
 * Gives the queues in a response addresses at the gateway. The emulator knows a queue by its address's path.
 *
 * @param calledAt host and port that the client called, which it reaches again: a container has another one.
 */
export function queuesToLocal(
  body: string,
  { local, emulator }: QueueAddresses,
  calledAt?: string,
): string {
  const origin = calledAt === undefined ? local : `http://${calledAt}`;
  return body.replaceAll(`${emulator}/`, `${origin}/`);
}
