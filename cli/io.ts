import { createInterface } from "node:readline/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { createColors } from "picocolors";

import { printableLines } from "../delivery/text";

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
  /**
   * Asks the person at the terminal; what they typed, and nothing once they want the command to end.
   * @default - none: nobody is there to answer
   */
  readonly ask: ((question: string) => Promise<string>) | undefined;
  /** Columns that a line may take. */
  readonly width: number;
  readonly colors: Colors;
  readonly env: Environment;
  /** Folder in which the command was typed. */
  readonly cwd: string;
  now(): Date;
  /** Ends early, without an error, when the signal is given. */
  wait(milliseconds: number): Promise<void>;
  /**
   * Given when the command is to end: the person wants it (Ctrl+C), or what reads its results is gone. A command that
   * asks for it ends then.
   */
  readonly signal: AbortSignal;
}

const widthWithoutTerminal = 120;

/** Ctrl+C, what `docker stop`, `timeout` and a job that is cancelled send, and a terminal that closes. */
const endSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The surroundings of this process. */
export function processIo(): Io {
  const { env, stdout, stderr } = process;
  const isTTY = stdout.isTTY;
  const interruption = new AbortController();
  let isAsked = false;
  let isLost = false;
  // The first Ctrl+C lets a command say what goes on without it; the second ends it. A command that never asks for the
  // signal has nothing to say, so the first one ends it.
  const signal = (): AbortSignal => {
    if (!isAsked) {
      isAsked = true;
      for (const name of endSignals) {
        process.once(name, () => {
          interruption.abort();
        });
      }
    }
    return interruption.signal;
  };
  // `slipway history … | head` closes the pipe before all is written; `slipway logs --follow | head` would never end.
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") {
      interruption.abort();
      return;
    }
    if (isLost) {
      return;
    }
    isLost = true;
    // A disk that is full. What was begun goes on, and its progress is still reported; the end is a failure.
    process.once("exit", () => {
      stderr.write(`The results could not be written: ${error.message}\n`);
      process.exitCode = Number(process.exitCode ?? 0) || 1;
    });
  });
  return {
    stdout: (text) => void stdout.write(terminalText(text)),
    stderr: (text) => void stderr.write(terminalText(text)),
    isTTY,
    terminal: stderr.isTTY && env["TERM"] !== "dumb" ? stderr : undefined,
    ask: isTTY && process.stdin.isTTY ? (question) => answerTo(question, signal()) : undefined,
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

async function answerTo(question: string, signal: AbortSignal): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // Ctrl+D closes the terminal without an answer.
    const closed = new Promise<string>((resolve) =>
      terminal.once("close", () => {
        resolve("");
      }),
    );
    return await Promise.race([terminal.question(terminalText(question), { signal }), closed]);
  } catch (error) {
    if (signal.aborted) {
      return "";
    }
    throw error;
  } finally {
    terminal.close();
  }
}

const escape = "\u001b";

/** Colours and weights as picocolors writes them; none of them can hide a text or move the cursor. */
const ownColors = new RegExp(`(${escape}\\[(?:[0-4]|2[2-4]|3[0-79]|9[0-7])m)`);

/**
 * The last border before the terminal: whatever an answer of AWS, a commit or a log line holds, colours are all that
 * gets through.
 */
export function terminalText(text: string): string {
  return text
    .split(ownColors)
    .map((part, index) => (index % 2 === 1 ? part : printableLines(part)))
    .join("");
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
