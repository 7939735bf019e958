/** AWS answered, and what its documentation promises was not in the answer. */
export class UnexpectedAnswerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UnexpectedAnswerError";
  }
}

/**
 * A member that the SDK's types call optional and every answer has.
 *
 * @param what names it, as in `CodeCommit's answer has no commit ID`
 */
export function required<T>(value: T | undefined, service: string, what: string): T {
  if (value === undefined) {
    throw new UnexpectedAnswerError(`${service}'s answer has no ${what}.`);
  }
  return value;
}
