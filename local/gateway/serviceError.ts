/** A refusal of a service that the gateway serves itself, by the name that AWS gives it. */
export class ServiceError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = "ServiceError";
  }
}
