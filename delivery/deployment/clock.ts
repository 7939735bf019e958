/** Time as it passes here; a test's own. */
export interface Clock {
  now(): Date;
  /** Ends early, without an error, when the signal is given. */
  wait(milliseconds: number): Promise<void>;
  readonly signal: AbortSignal;
}
