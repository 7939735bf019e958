/**
 * When a schedule of EventBridge Scheduler runs next. A time that the clock of its zone skips is left out, one that it
 * shows twice counts the first time: user guide, "Daylight saving time on EventBridge Scheduler".
 */

/** A schedule as AWS keeps it; its expression is legal. */
export interface Schedule {
  /** `cron(…)`, `rate(…)` or `at(…)`. */
  readonly expression: string;
  /** A name of the IANA list. */
  readonly timezone: string;
  /** From when a rate counts. */
  readonly created: Date;
}

/** Undefined when it never runs again. */
export function nextRun(schedule: Schedule, after: Date): Date | undefined {
  const { expression, timezone, created } = schedule;
  const [, kind, body = ""] = /^(cron|rate|at)\((.*)\)$/.exec(expression) ?? [];
  switch (kind) {
    case "rate": {
      const intervalMs = rateMs(body);
      const past = Math.floor((after.getTime() - created.getTime()) / intervalMs);
      return new Date(created.getTime() + (past + 1) * intervalMs);
    }
    case "at": {
      const once = instantOf(Date.parse(`${body}Z`), timezone);
      return once !== undefined && once > after ? once : undefined;
    }
    default:
      return nextByClock(body, timezone, after);
  }
}

function rateMs(body: string): number {
  const units: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000 };
  const [value = "", unit = ""] = body.split(" ");
  return Number(value) * (units[unit.replace(/s$/, "")] ?? dayMs);
}

const dayMs = 86_400_000;
const lastYear = 2199;

/** Times of a clock are kept as if they were UTC: days and months are then counted alike in every zone. */
function nextByClock(body: string, timezone: string, after: Date): Date | undefined {
  const [minutes = "", hours = "", days = "", months = "", weekdays = "", years = ""] = body
    .trim()
    .toUpperCase()
    .split(/\s+/);
  const times = valuesOf(hours, 0, 23).flatMap((hour) =>
    valuesOf(minutes, 0, 59).map((minute) => (hour * 60 + minute) * 60_000),
  );
  const inMonths = new Set(valuesOf(months, 1, 12, monthNames));
  const inYears = new Set(valuesOf(years, 1970, lastYear));
  const latestYear = Math.max(...inYears);
  let day = Math.floor(clockOf(after, timezone) / dayMs) * dayMs;
  for (; new Date(day).getUTCFullYear() <= latestYear; day += dayMs) {
    const date = new Date(day);
    const isDue =
      inYears.has(date.getUTCFullYear()) &&
      inMonths.has(date.getUTCMonth() + 1) &&
      (days === "?" ? isWeekday(weekdays, date) : isDayOfMonth(days, date));
    if (!isDue) {
      continue;
    }
    for (const time of times) {
      const found = instantOf(day + time, timezone);
      if (found !== undefined && found > after) {
        return found;
      }
    }
  }
  return undefined;
}

const monthNames = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ");
const weekdayNames = "SUN MON TUE WED THU FRI SAT".split(" ");

/** The numbers that a field stands for, in their order. */
function valuesOf(
  field: string,
  min: number,
  max: number,
  names: readonly string[] = [],
): number[] {
  const numberOf = (text: string): number =>
    names.includes(text) ? names.indexOf(text) + min : Number(text);
  const values = field.split(",").flatMap((part) => {
    const [range = "", step] = part.split("/");
    const [from = "", to] = range.split("-");
    const first = from === "*" ? min : numberOf(from);
    const open = from === "*" || step !== undefined;
    const last = to === undefined ? (open ? max : first) : numberOf(to);
    const count = Math.floor((last - first) / Number(step ?? 1)) + 1;
    return Array.from({ length: count }, (_, index) => first + index * Number(step ?? 1));
  });
  return [...new Set(values)].sort((a, b) => a - b);
}

/** `L` is the last day, `LW` the last from Monday to Friday, `15W` the one of these that is nearest to the 15th. */
function isDayOfMonth(field: string, date: Date): boolean {
  const day = date.getUTCDate();
  const last = lastDay(date);
  return field.split(",").some((part) => {
    if (part === "L") {
      return day === last;
    }
    if (part.endsWith("W")) {
      return day === workday(date, part === "LW" ? last : Number(part.slice(0, -1)), last);
    }
    return valuesOf(part, 1, 31).includes(day);
  });
}

/** The nearest day from Monday to Friday within the month. */
function workday(date: Date, wanted: number, last: number): number {
  const day = Math.min(wanted, last);
  const weekday = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), day)).getUTCDay();
  if (weekday === 6) {
    return day > 1 ? day - 1 : day + 2;
  }
  if (weekday === 0) {
    return day < last ? day + 1 : day - 2;
  }
  return day;
}

/** 1 is Sunday. `6L` is the last Friday of the month, `6#3` the third, `L` Saturday. */
function isWeekday(field: string, date: Date): boolean {
  const day = date.getUTCDate();
  const weekday = date.getUTCDay() + 1;
  return field.split(",").some((part) => {
    const [of = "", nth] = part.split("#");
    if (nth !== undefined) {
      return (
        valuesOf(of, 1, 7, weekdayNames).includes(weekday) && Math.ceil(day / 7) === Number(nth)
      );
    }
    if (part === "L") {
      return weekday === 7;
    }
    if (part.endsWith("L")) {
      return Number(part.slice(0, -1)) === weekday && day + 7 > lastDay(date);
    }
    return valuesOf(part, 1, 7, weekdayNames).includes(weekday);
  });
}

function lastDay(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}

/** What the clock of a zone shows at a moment, as if it were UTC. */
function clockOf(moment: Date, timezone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(moment);
  const shown = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(
    shown("year"),
    shown("month") - 1,
    shown("day"),
    shown("hour"),
    shown("minute"),
    shown("second"),
  );
}

/** The first moment at which the clock shows this; undefined for what it skips. */
function instantOf(clock: number, timezone: string): Date | undefined {
  const moments = [-dayMs, dayMs].map((away) => {
    const near = new Date(clock + away);
    return new Date(clock - (clockOf(near, timezone) - near.getTime()));
  });
  return moments
    .filter((moment) => clockOf(moment, timezone) === clock)
    .sort((a, b) => a.getTime() - b.getTime())[0];
}
