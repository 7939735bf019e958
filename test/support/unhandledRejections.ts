/** The errors of outputs and registrations that nobody awaits: they belong to the program, not to the test runner. */
export class UnhandledRejections {
  readonly first: Promise<never>;
  private readonly reasons: unknown[] = [];
  private readonly others = process.listeners("unhandledRejection");
  private report: (reason: unknown) => void = () => undefined;

  constructor() {
    this.first = new Promise((_, reject) => {
      this.report = (reason) => {
        this.reasons.push(reason);
        reject(reason instanceof Error ? reason : new Error(String(reason)));
      };
    });
    this.first.catch(() => undefined);
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", this.report);
  }

  /** Waits until late followers of the first error have come, then hands back to the test runner. */
  async release(): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    process.off("unhandledRejection", this.report);
    this.others.forEach((listener) => process.on("unhandledRejection", listener));
  }

  /** For an error that came up only when the program had ended. */
  rethrow(): void {
    if (this.reasons.length > 0) {
      throw this.reasons[0];
    }
  }
}
