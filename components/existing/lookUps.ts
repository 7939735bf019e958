import * as pulumi from "@pulumi/pulumi";

/** What the stack file names and AWS must have already. */
export interface Named {
  /** Where the stack file says it, such as `slipway:network.vpc`. */
  readonly key: string;
  readonly value: string;
}

/**
 * Looks things up before anything is made, each once and side by side, and says what is wrong with all of
 * them in one error.
 */
export class LookUps {
  private readonly problems: string[] = [];
  private readonly unanswered: string[] = [];

  /**
   * @param explain what is wrong and what to do, from the text of an error. `undefined` for one that does
   *   not say whether the thing is there, where the program can do without the answer.
   * @returns the answers by value.
   */
  public async each<T>(
    named: readonly Named[],
    ask: (value: string) => Promise<T>,
    explain: (value: string, text: string) => string | undefined,
  ): Promise<ReadonlyMap<string, T>> {
    const found = new Map<string, T>();
    await Promise.all(
      [...byValue(named)].map(async ([value, same]) => {
        try {
          found.set(value, await ask(value));
        } catch (error) {
          const sentence = explain(value, textOf(error));
          if (sentence === undefined) {
            this.leaveOpen(same, error);
          } else {
            this.refuse(same, sentence);
          }
        }
      }),
    );
    return found;
  }

  /** Notes what is wrong with a value, which several keys may have. */
  public refuse(named: readonly Named[], sentence: string): void {
    this.problems.push(`${textOfNamed(named)}: ${sentence}`);
  }

  /** Notes that there was no answer on whether a value is there. */
  public leaveOpen(named: readonly Named[], error: unknown): void {
    this.unanswered.push(`${textOfNamed(named)}: ${textOf(error)}`);
  }

  /** @throws RunError that says everything that is wrong, in the order of the keys. */
  public end(): void {
    if (this.unanswered.length > 0) {
      void pulumi.log.warn(
        `Not looked up, so AWS may refuse it later:\n${this.unanswered.sort().join("\n")}`,
      );
    }
    if (this.problems.length > 0) {
      throw new pulumi.RunError(`Nothing is changed:\n${this.problems.sort().join("\n")}`);
    }
  }
}

/** The keys of each value. */
export function byValue<N extends Named>(named: readonly N[]): Map<string, N[]> {
  const groups = new Map<string, N[]>();
  for (const one of named) {
    const group = groups.get(one.value);
    if (group === undefined) {
      groups.set(one.value, [one]);
    } else {
      group.push(one);
    }
  }
  return groups;
}

function textOfNamed(named: readonly Named[]): string {
  const [first, ...others] = named;
  const also = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return `${first?.key ?? ""}${also} "${first?.value ?? ""}"`;
}

/**
 * What AWS or a registry answered, without the details that follow in further lines. Providers put the names of their
 * functions before it, and bridged ones a count of errors, each in a line of its own behind a star.
 */
function textOf(error: unknown): string {
  const [first = "", ...others] = (error instanceof Error ? error.message : String(error))
    .trim()
    .replace(/^invocation of \S+ returned an error: /, "")
    .replace(/^invoking [\w:/]+: /, "")
    .replace(/^\d+ errors? occurred:\s*/, "")
    .split("\n");
  const errors = [first, ...others].filter((line) => /^\s*\* /.test(line));
  return errors.length === 0
    ? first
    : errors.map((line) => line.replace(/^\s*\* /, "").trim()).join("; ");
}
