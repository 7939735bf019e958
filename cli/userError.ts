/** What a process ends with: 0 done; 1 what was asked for failed; 2 wrong usage or configuration. */
export type ExitCode = 0 | 1 | 2;

/** An error that a person can do something about: what is wrong and what to do, and no stack. */
export class UserError extends Error {
  readonly hint: string | undefined;
  readonly exitCode: Exclude<ExitCode, 0>;

  constructor(
    /** One sentence: what is wrong. */
    message: string,
    options: ErrorOptions & {
      /** One sentence or command: the next step. */
      readonly hint?: string | undefined;
      /** @default 2 */
      readonly exitCode?: Exclude<ExitCode, 0>;
    } = {},
  ) {
    super(message, options);
    this.name = "UserError";
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? 2;
  }
}
