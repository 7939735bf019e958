import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

/**
 * Runs the parts of the suite, each a process of its own, and adds up what they report. A part
 * that dies, hangs or has no tests is a failure: silence must never look like success.
 */

export interface Part {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  /** Folder to run in. */
  readonly cwd: string;
  /** Parts of one lane run one after the other; lanes run side by side. */
  readonly lane: string;
  /** Seconds after which the part is stopped. */
  readonly limitSeconds: number;
}

export interface Total {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface Outcome extends Total {
  readonly part: string;
  readonly seconds: number;
  /** What went wrong beyond failed tests. */
  readonly trouble: string | undefined;
  /** What the part wrote about its failed tests. */
  readonly failures: readonly string[];
}

/** How a process ended. */
interface End {
  readonly how: string;
  readonly clean: boolean;
  readonly timedOut: boolean;
}

type Print = (line: string) => void;

/** The line after which a part writes about its failed tests, up to its report. */
export const failuresTitle = "Failures:";

/** Lines about failed tests that are repeated for one part: about five tests. */
const mostFailureLines = 60;

/** Milliseconds that a stopped part has to clean up before it is killed. */
const graceMilliseconds = 10_000;

/**
 * Runs the parts, prints what they print, then a table, what failed and the troubles: the end of
 * a long log says what is wrong.
 */
export async function runParts(parts: readonly Part[], print: Print): Promise<Total> {
  const width = Math.max(...parts.map((part) => part.name.length));
  const lanes = new Map<string, Part[]>();
  parts.forEach((part) => lanes.set(part.lane, [...(lanes.get(part.lane) ?? []), part]));
  const running = new Set<ChildProcess>();
  let interrupted = false;
  // The first signal asks the parts to clean up, the second does not wait for it.
  const stopAll = () => {
    running.forEach((child) => {
      signalGroup(child, interrupted ? "SIGKILL" : "SIGTERM");
    });
    interrupted = true;
  };
  process.on("SIGINT", stopAll).on("SIGTERM", stopAll);
  const outcomes = await Promise.all(
    [...lanes.values()].map(async (lane) => {
      const done: Outcome[] = [];
      for (const part of lane) {
        const label = part.name.padEnd(width);
        const printPrefixed = (line: string) => {
          print(`${label} | ${line}`);
        };
        done.push(interrupted ? notRun(part) : await runPart(part, running, printPrefixed));
      }
      return done;
    }),
  );
  process.off("SIGINT", stopAll).off("SIGTERM", stopAll);
  return summed(outcomes.flat(), width, print);
}

/** The last line of the whole run. */
export function totalLine({ passed, failed, skipped }: Total): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** What a part's report says; undefined if the line is none. */
export function reportIn(line: string): Total | undefined {
  const found = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(line.trim());
  return found === null
    ? undefined
    : { passed: Number(found[1]), failed: Number(found[2]), skipped: Number(found[3] ?? 0) };
}

function notRun(part: Part): Outcome {
  const trouble = `${part.name} was not run: the suite was interrupted.`;
  return { part: part.name, passed: 0, failed: 1, skipped: 0, seconds: 0, trouble, failures: [] };
}

async function runPart(part: Part, running: Set<ChildProcess>, print: Print): Promise<Outcome> {
  const [program, ...args] = part.command;
  const started = Date.now();
  let report: Total | undefined;
  let failures: string[] | undefined;
  // A group of its own, so that stopping a part stops what it started as well.
  const child = spawn(program, args, {
    cwd: part.cwd,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  createInterface({ input: child.stdout }).on("line", (line) => {
    report = line.trim() === "" ? report : reportIn(line);
    if (line === failuresTitle) {
      failures = [];
    } else if (report === undefined) {
      failures?.push(line);
    }
    print(line);
  });
  createInterface({ input: child.stderr }).on("line", print);
  const end = await ended(child, part.limitSeconds);
  running.delete(child);
  const trouble = troubleOf(part, end, report);
  const counted = report ?? { passed: 0, failed: 0, skipped: 0 };
  return {
    ...counted,
    failed: counted.failed + (trouble === undefined ? 0 : 1),
    part: part.name,
    seconds: Math.round((Date.now() - started) / 1000),
    trouble,
    failures: failures ?? [],
  };
}

function ended(child: ChildProcess, limitSeconds: number): Promise<End> {
  return new Promise((resolve) => {
    let timedOut = false;
    let kill: NodeJS.Timeout | undefined;
    const watchdog = setTimeout(() => {
      timedOut = true;
      signalGroup(child, "SIGTERM");
      kill = setTimeout(() => {
        signalGroup(child, "SIGKILL");
      }, graceMilliseconds);
    }, limitSeconds * 1000);
    const finish = (how: string, clean: boolean) => {
      clearTimeout(watchdog);
      clearTimeout(kill);
      resolve({ how, clean, timedOut });
    };
    child.on("error", (error) => {
      finish(`could not start: ${error.message}`, false);
    });
    child.on("exit", (code, signal) => {
      // A process left behind may hold the pipes open: what it writes later is not waited for.
      const patience = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, 2000);
      child.on("close", () => {
        clearTimeout(patience);
        finish(signal === null ? `exit code ${String(code)}` : `signal ${signal}`, code === 0);
      });
    });
  });
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) {
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") {
      throw error;
    }
  }
}

function troubleOf(part: Part, end: End, report: Total | undefined): string | undefined {
  if (end.timedOut) {
    return `${part.name} was stopped: it had not ended after ${part.limitSeconds} s.`;
  }
  if (report === undefined) {
    return `${part.name} ended without a report (${end.how}); what it wrote is above.`;
  }
  if (report.passed + report.failed === 0) {
    return `${part.name} ran no test.`;
  }
  if (!end.clean && report.failed === 0) {
    return `${part.name} reported no failure but did not end well (${end.how}).`;
  }
  return undefined;
}

function summed(outcomes: readonly Outcome[], width: number, print: Print): Total {
  print("");
  outcomes.forEach((outcome) => {
    print(`${outcome.part.padEnd(width)}   ${totalLine(outcome)}   (${outcome.seconds} s)`);
  });
  outcomes.forEach(({ part, failures }) => {
    failures.slice(0, mostFailureLines).forEach((line) => {
      print(`${part.padEnd(width)} | ${line}`);
    });
    if (failures.length > mostFailureLines) {
      print(`${part.padEnd(width)} | … and ${failures.length - mostFailureLines} lines more above`);
    }
  });
  outcomes.forEach((outcome) => {
    if (outcome.trouble !== undefined) {
      print(outcome.trouble);
    }
  });
  const sum = (count: (outcome: Outcome) => number) =>
    outcomes.reduce((total, outcome) => total + count(outcome), 0);
  return {
    passed: sum((outcome) => outcome.passed),
    failed: sum((outcome) => outcome.failed),
    skipped: sum((outcome) => outcome.skipped),
  };
}
