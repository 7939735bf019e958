import { UserError } from "./userError";

/** What one option takes and means. */
export interface Option<T> {
  /** What stands for the value in help, `<uri>`; a flag has none. */
  readonly placeholder?: string;
  /** One letter for those who type it often. */
  readonly short?: string;
  readonly description: string;
  /** Reads what was typed; `undefined` when the option was not given. */
  readonly parse: (typed: string | undefined, flag: string) => T;
}

export type Options = Readonly<Record<string, Option<unknown>>>;

/** The values of a command's options. */
export type ValuesOf<O extends Options> = {
  readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never;
};

/** A switch that is off unless given. */
export function flag(description: string): Option<boolean> {
  return { description, parse: (typed) => typed !== undefined };
}

export function text(placeholder: string, description: string): Option<string | undefined> {
  return {
    placeholder,
    description,
    parse: (typed, flagName) => {
      if (typed !== undefined && typed.trim() === "") {
        throw new UserError(`${flagName} must not be empty.`);
      }
      return typed;
    },
  };
}

export function integer(
  placeholder: string,
  description: string,
  range: { readonly min: number; readonly max: number },
): Option<number | undefined> {
  return {
    placeholder,
    description,
    parse: (typed, flagName) => {
      if (typed === undefined) {
        return undefined;
      }
      const value = Number(typed);
      if (!/^\d+$/.test(typed) || value < range.min || value > range.max) {
        throw new UserError(
          `${flagName} must be an integer from ${range.min} to ${range.max}, got "${typed}".`,
        );
      }
      return value;
    },
  };
}

export function choice<const C extends string>(
  choices: readonly C[],
  description: string,
): Option<C | undefined> {
  return {
    placeholder: `<${choices.join("|")}>`,
    description,
    parse: (typed, flagName) => {
      if (typed === undefined) {
        return undefined;
      }
      const chosen = choices.find((one) => one === typed);
      if (chosen === undefined) {
        throw new UserError(`${flagName} must be ${choices.join(" or ")}, got "${typed}".`);
      }
      return chosen;
    },
  };
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A length of time, in seconds: `90s`, `10m`, `2h`, `7d`. */
export function duration(placeholder: string, description: string): Option<number | undefined> {
  return {
    placeholder,
    description,
    parse: (typed, flagName) => {
      if (typed === undefined) {
        return undefined;
      }
      const [, amount = "", unit = ""] = /^(\d{1,6})([smhd])$/.exec(typed) ?? [];
      const seconds = unitSeconds[unit];
      if (seconds === undefined) {
        throw new UserError(
          `${flagName} must be a number and a unit, such as 90s, 10m, 2h or 7d, got "${typed}".`,
        );
      }
      return Number(amount) * seconds;
    },
  };
}

/** `noWait` is written `--no-wait`. */
export function flagOf(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
