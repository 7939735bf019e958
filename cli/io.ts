import { setTimeout as sleep } from "node:timers/promises";
import { createColors } from "picocolors";

export type Colors = ReturnType<typeof createColors>;

/** Variables of the environment, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything through which a command meets its surroundings; tests hand in their own. */
export interface Io {
  /** Results; nothing else, so that a pipe gets only these. */
  stdout(text: string): void;
  /** Progress and errors. */
  stderr(text: string): void;
  /** Whether a person looks at stdout. */
  readonly isTTY: boolean;
  /** Where progress may be redrawn; `undefined` where lines must stay as they are written. */
  readonly terminal: NodeJS.WriteStream | undefined;
  /** Columns that a line may take. */
  readonly width: number;
  readonly colors: Colors;
  readonly env: Environment;
  /** Folder in which the command was typed. */
  readonly cwd: string;
  now(): Date;
  /** Ends early, without an error, when the signal is given. */
  wait(milliseconds: number): Promise<void>;
  /** Given when the person wants the command to end (Ctrl+C). Whoever asks for it ends the command then. */
  readonly signal: AbortSignal;
}

const widthWithoutTerminal = 120;

/** The surroundings of this process. */
export function processIo(): Io {
  const { env, stdout, stderr } = process;
  const isTTY = stdout.isTTY;
  let interruption: AbortController | undefined;
  // The first Ctrl+C lets a command say what goes on without it; the second ends it. A command that never asks for the
  // signal has nothing to say, so the first one ends it.
  const signal = (): AbortSignal => {
    if (interruption === undefined) {
      const controller = new AbortController();
      process.once("SIGINT", () => {
        controller.abort();
      });
      interruption = controller;
    }
    return interruption.signal;
  };
  // `slipway history … | head` closes the pipe before all is written.
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") {
      throw error;
    }
  });
  return {
    stdout: (text) => void stdout.write(text),
    stderr: (text) => void stderr.write(text),
    isTTY,
    terminal: stderr.isTTY && env["TERM"] !== "dumb" ? stderr : undefined,
    // Some terminals tell no width.
    width: isTTY && stdout.columns > 0 ? stdout.columns : widthWithoutTerminal,
    colors: createColors(wantsColors(env, isTTY)),
    env,
    cwd: process.cwd(),
    now: () => new Date(),
    get signal() {
      return signal();
    },
    wait: (milliseconds) => waitFor(milliseconds, signal()),
  };
}

/** Colours on a terminal; NO_COLOR (no-color.org) forbids and FORCE_COLOR demands them. */
export function wantsColors(env: Environment, isTTY: boolean): boolean {
  if ((env["NO_COLOR"] ?? "") !== "") {
    return false;
  }
  const forced = env["FORCE_COLOR"] ?? "";
  if (forced !== "") {
    return forced !== "0";
  }
  return isTTY && env["TERM"] !== "dumb";
}

async function waitFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  }
}
