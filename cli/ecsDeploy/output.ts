import { type Io } from "../io";
import { type Difference } from "./diff";
import { type ExitCode } from "./refusal";

/** What --json prints at the end. */
export interface Result {
  cluster?: string;
  service?: string;
  previousTaskDefinition?: string;
  taskDefinition?: string;
  task?: string;
  changes?: readonly Difference[];
  deregistered?: readonly string[];
  schedules?: readonly string[];
  rolledBackTo?: string;
  commit?: string;
  error?: string;
}

/** Where a deployment writes, and what it has to tell at its end. */
export class Output {
  readonly result: Result = {};

  constructor(
    private readonly io: Io,
    private readonly json: boolean,
  ) {}

  /** A line that scripts read. */
  readonly line = (text: string): void => {
    if (this.json) {
      this.io.stderr(`${text}\n`);
    } else {
      this.io.stdout(`${text}\n`);
    }
  };

  /** Progress. */
  readonly note = (text: string): void => {
    this.io.stderr(`  ${text}\n`);
  };

  finish(exitCode: ExitCode): ExitCode {
    if (this.json) {
      this.io.stdout(`${JSON.stringify({ exitCode, ...this.result }, undefined, 2)}\n`);
    }
    return exitCode;
  }
}
