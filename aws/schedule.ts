/**
 * Schedule expressions of EventBridge Scheduler: cron(minutes hours day-of-month month day-of-week
 * year), rate(value unit), at(yyyy-mm-ddThh:mm:ss). AWS answers a wrong one with no more than
 * "Parameter ScheduleExpression is not valid."
 */

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly words?: readonly string[];
  /** Besides numbers, lists, ranges and steps. */
  readonly special?: RegExp;
}

const monthNames = [
  "JAN",
  "FEB",
  "MAR",
  "APR",
  "MAY",
  "JUN",
  "JUL",
  "AUG",
  "SEP",
  "OCT",
  "NOV",
  "DEC",
];
const days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const fields: readonly Field[] = [
  { name: "minutes", min: 0, max: 59 },
  { name: "hours", min: 0, max: 23 },
  { name: "day-of-month", min: 1, max: 31, special: /^(?:\?|L|LW|(?:[1-9]|[12]\d|3[01])W)$/ },
  { name: "month", min: 1, max: 12, words: monthNames },
  { name: "day-of-week", min: 1, max: 7, words: days, special: /^(?:\?|L|[1-7]L|[1-7]#[1-5])$/ },
  { name: "year", min: 1970, max: 2199 },
];

/** What is wrong with a schedule, if anything. */
export function scheduleProblem(expression: string): string | undefined {
  const [, kind, body] = /^(cron|rate|at)\((.*)\)$/.exec(expression) ?? [];
  if (kind === undefined || body === undefined) {
    return `must be cron(…), rate(…) or at(…) (got "${expression}")`;
  }
  const problemOf = kind === "cron" ? cronProblem : kind === "rate" ? rateProblem : atProblem;
  const problem = problemOf(body);
  return problem === undefined ? undefined : `${problem} (got "${expression}")`;
}

/** What is wrong with the name of a time zone, if anything. */
export function timezoneProblem(timezone: string): string | undefined {
  try {
    new Intl.DateTimeFormat("en", { timeZone: timezone });
    return undefined;
  } catch {
    return `unknown time zone; use a name of the IANA list such as Europe/Berlin (got "${timezone}")`;
  }
}

function cronProblem(body: string): string | undefined {
  const values = body.trim().split(/\s+/);
  if (values.length !== fields.length) {
    return `cron needs 6 fields (${fields.map((field) => field.name).join(" ")}), not ${values.length}`;
  }
  for (const [index, field] of fields.entries()) {
    const value = values[index] ?? "";
    if (!isLegal(value, field)) {
      return `"${value}" is not a valid ${field.name}; it must be ${field.min}–${field.max}, *, a list, a range or a step`;
    }
  }
  const questions = [values[2], values[4]].filter((value) => value === "?").length;
  if (questions !== 1) {
    return "use ? in one of day fields (day-of-month, day-of-week), and only in one";
  }
  const [, , days = "", months = ""] = values;
  return hasSuchDay(days, months)
    ? undefined
    : `never fires: no month of "${months}" has a day "${days}"`;
}

const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether one of the months is long enough. What is no list of numbers or words is on some day. */
function hasSuchDay(days: string, months: string): boolean {
  const month: Field = { name: "month", min: 1, max: 12, words: monthNames };
  const [earliest, ...others] = days
    .split(",")
    .map(Number)
    .sort((a, b) => a - b);
  const lengths = months
    .split(",")
    .map((one) => numberOf(one, month))
    .map((one) => longestMonths[one - 1] ?? NaN);
  const isPlain = ![earliest, ...others, ...lengths].some((one) => Number.isNaN(one));
  return !isPlain || earliest === undefined || earliest <= Math.max(...lengths);
}

function isLegal(value: string, field: Field): boolean {
  return (
    field.special?.test(value) === true ||
    value.split(",").every((part) => {
      const [range = "", step, ...more] = part.split("/");
      const ends = range.split("-");
      const numbers = ends.map((end) => numberOf(end, field));
      const legalRange =
        range === "*" ||
        (ends.length <= 2 &&
          numbers.every((end) => end >= field.min && end <= field.max) &&
          (numbers[0] ?? 0) <= (numbers[1] ?? Infinity));
      return more.length === 0 && legalRange && (step === undefined || /^[1-9]\d*$/.test(step));
    })
  );
}

function numberOf(text: string, { words, min }: Field): number {
  const word = words?.indexOf(text.toUpperCase()) ?? -1;
  return word >= 0 ? word + min : /^\d+$/.test(text) ? Number(text) : NaN;
}

function rateProblem(body: string): string | undefined {
  const [, value, unit] = /^([1-9]\d*) (minute|hour|day)s?$/.exec(body) ?? [];
  if (value === undefined || unit === undefined) {
    return "rate needs a number above 0 and minutes, hours or days, such as rate(5 minutes)";
  }
  return (value === "1") === body.endsWith("s")
    ? `use rate(${value} ${unit}${value === "1" ? "" : "s"})`
    : undefined;
}

function atProblem(body: string): string | undefined {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(body) && !Number.isNaN(Date.parse(`${body}Z`))
    ? undefined
    : "at needs a date and time such as at(2030-01-31T08:00:00)";
}
