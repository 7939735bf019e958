/**
 * Codes that scripts know: 0 done; 1 the deployment or the task failed, or a value cannot be read; 3 usage; 5 to 12
 * flags that miss or exclude each other; 13 no image; 255 AWS refused or cannot be reached.
 */
export type ExitCode = 0 | 1 | 3 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 255;

/** What was asked for cannot be done: one sentence, the next step, and the code that scripts know. */
export class Refusal extends Error {
  constructor(
    readonly exitCode: Exclude<ExitCode, 0>,
    message: string,
    readonly hint?: string,
  ) {
    super(message);
    this.name = "Refusal";
  }
}

/** Wrong usage: it goes to standard output, where scripts look for it, and no call was made. */
export class UsageRefusal extends Refusal {}
