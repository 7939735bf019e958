import { type Io } from "../io";
import { UserError } from "../userError";

/** Something that only a person knows. */
export interface Question {
  readonly text: string;
  /** What an empty answer means. @default - an answer is needed */
  readonly fallback?: string;
  readonly accepts: RegExp;
  /** What is legal, as the end of "must be …". */
  readonly legal: string;
}

/** Asks a person; `undefined` where nobody is at a terminal. */
export type Ask = (question: Question) => Promise<string | undefined>;

/** Asks until the answer is legal. @throws UserError when the person wants to end. */
export function askerOf(io: Pick<Io, "ask" | "stderr" | "signal">): Ask {
  const { ask, signal } = io;
  if (ask === undefined) {
    return () => Promise.resolve(undefined);
  }
  return async ({ text, fallback, accepts, legal }) => {
    for (let tries = 1; tries <= mostTries; tries++) {
      const shown = fallback === undefined || fallback === "" ? "" : ` [${fallback}]`;
      const typed = (await ask(`${text}${shown}: `)).trim();
      if (signal.aborted) {
        break;
      }
      const answer = typed === "" ? (fallback ?? "") : typed;
      if (accepts.test(answer)) {
        return answer;
      }
      io.stderr(`  It must be ${legal}.\n`);
    }
    throw new UserError("Nothing was written.", { exitCode: 1 });
  };
}

/** A terminal that is closed answers without end. */
const mostTries = 10;
