/** Seconds until a message that failed comes again: 2, 4, 8, … up to a minute. */
export function retryAfterSeconds(receiveCount: number): number {
  return Math.min(60, 2 ** Math.max(1, receiveCount));
}
