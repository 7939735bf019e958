/** A resource that a rule leaves alone until a day, and why. */
export interface Exemption {
  readonly rule: string;
  readonly urn: string;
  readonly reason: string;
  /** The last day it holds, `YYYY-MM-DD`, in UTC. */
  readonly expires: string;
}

/** The exemptions of a stack, and which of them a violation has needed. */
export class Exemptions {
  private list: readonly Exemption[] = [];
  private readonly used = new Set<string>();

  /** Takes the list from the stack's configuration; the same list comes with every resource. */
  configure(list: readonly Exemption[]): void {
    this.list = list;
  }

  /** The exemption of a resource from a rule, if any; from then on it counts as used. */
  use(rule: string, urn: string): Exemption | undefined {
    const found = this.list.find((entry) => entry.rule === rule && entry.urn === urn);
    if (found !== undefined) {
      this.used.add(keyOf(found));
    }
    return found;
  }

  /** What is wrong with the list itself. */
  review(ruleNames: readonly string[], now: Date): readonly { urn: string; message: string }[] {
    return this.list.flatMap((entry) => {
      const problem = this.problemOf(entry, ruleNames, now);
      return problem === undefined
        ? []
        : [
            {
              urn: entry.urn,
              message: `The exemption of ${entry.urn} from ${entry.rule} ${problem}`,
            },
          ];
    });
  }

  private problemOf(entry: Exemption, ruleNames: readonly string[], now: Date): string | undefined {
    if (!ruleNames.includes(entry.rule)) {
      return `names a rule that the pack does not have. Change: correct its "rule".`;
    }
    if (entry.reason.trim() === "") {
      return `gives no reason. Change: fill in its "reason".`;
    }
    if (Number.isNaN(lastMomentOf(entry))) {
      return `expires on "${entry.expires}", which is not a day as YYYY-MM-DD. Change: its "expires".`;
    }
    if (isExpired(entry, now)) {
      return `expired on ${entry.expires} ("${entry.reason}"). Change: put the resource right, or decide on a new day.`;
    }
    if (!this.used.has(keyOf(entry))) {
      return `is not used: the resource is in order or does not exist. Change: remove it.`;
    }
    return undefined;
  }
}

/** True from the day after the last day; a date that cannot be read never exempts anything. */
export function isExpired(exemption: Exemption, now: Date): boolean {
  return !(now.getTime() <= lastMomentOf(exemption));
}

function lastMomentOf({ expires }: Exemption): number {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(expires)) {
    return Number.NaN;
  }
  const moment = Date.parse(`${expires}T23:59:59.999Z`);
  // 30 February is read as 2 March.
  const isDay = !Number.isNaN(moment) && new Date(moment).toISOString().startsWith(expires);
  return isDay ? moment : Number.NaN;
}

function keyOf(exemption: Exemption): string {
  return `${exemption.rule} ${exemption.urn}`;
}
