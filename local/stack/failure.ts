/** A failure told in one sentence with the next step, and no stack trace. */
export class Failure extends Error {
  constructor(
    message: string,
    readonly next: string,
  ) {
    super(message);
    this.name = "Failure";
  }
}
