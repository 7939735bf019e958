/** A fault that a test asks for: the next `times` calls that match are answered with the error instead. */
export interface Fault {
  readonly service: string;
  readonly action: string;
  /** Only calls whose body contains this text. @default - all */
  readonly containing?: string;
  readonly times: number;
  readonly code: string;
  readonly message: string;
  /** @default 400 */
  readonly status?: number;
}

/** Faults waiting to happen. */
export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** The fault to answer this call with; it counts as one of its times. */
  take(service: string, action: string | undefined, body: string): Fault | undefined;
  readonly pending: readonly Fault[];
}

export function faults(): Faults {
  let waiting: Fault[] = [];
  return {
    add: (fault) => {
      waiting.push(fault);
    },
    clear: () => {
      waiting = [];
    },
    take: (service, action, body) => {
      const found = waiting.find(
        (fault) =>
          fault.service === service &&
          fault.action === action &&
          body.includes(fault.containing ?? ""),
      );
      if (found === undefined) {
        return undefined;
      }
      waiting = waiting.flatMap((fault) =>
        fault !== found ? [fault] : fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : [],
      );
      return found;
    },
    get pending() {
      return waiting;
    },
  };
}

/**
 * Reads a fault from a request to the gateway.
 *
 * @throws when it lacks what it needs: a misspelled fault would make a test pass that tests nothing.
 */
export function parseFault(body: string): Fault {
  const value = JSON.parse(body) as Readonly<Record<string, unknown>>;
  const text = (key: string): string => {
    const found = value[key];
    if (typeof found !== "string" || found === "") {
      throw new Error(`A fault needs "${key}" as text, got ${JSON.stringify(found)}.`);
    }
    return found;
  };
  const whole = (key: string, fallback: number): number => {
    const found = value[key] ?? fallback;
    if (typeof found !== "number" || !Number.isInteger(found) || found < 1) {
      throw new Error(
        `A fault's "${key}" must be a whole number from 1, got ${JSON.stringify(found)}.`,
      );
    }
    return found;
  };
  return {
    service: text("service"),
    action: text("action"),
    code: text("code"),
    message: text("message"),
    times: whole("times", 1),
    status: whole("status", 400),
    ...(value["containing"] === undefined ? {} : { containing: text("containing") }),
  };
}
