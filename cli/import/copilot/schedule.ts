/** Copilot's names of schedules, which are those of the cron package of Go. */
const named: Readonly<Record<string, string>> = {
  "@yearly": "cron(0 0 1 1 ? *)",
  "@annually": "cron(0 0 1 1 ? *)",
  "@monthly": "cron(0 0 1 * ? *)",
  "@weekly": "cron(0 0 ? * SUN *)",
  "@daily": "cron(0 0 * * ? *)",
  "@midnight": "cron(0 0 * * ? *)",
  "@hourly": "cron(0 * * * ? *)",
};

/**
 * A job's schedule in the words of EventBridge: `@daily`, `@every 90m`, a cron of five fields, or `rate(…)` and
 * `cron(…)` as they are. Undefined for what EventBridge cannot say.
 * https://aws.github.io/copilot-cli/docs/manifest/scheduled-job/#on-schedule
 */
export function scheduleOf(text: string): string | undefined {
  if (/^(?:rate|cron)\(.*\)$/.test(text)) {
    return text;
  }
  if (text.startsWith("@every ")) {
    return rateOf(text.slice("@every ".length).trim());
  }
  return named[text.toLowerCase()] ?? cronOf(text.trim().split(/\s+/));
}

/** `1h30m` is `rate(90 minutes)`; EventBridge counts in whole minutes. */
function rateOf(duration: string): string | undefined {
  const [, hours = "0", minutes = "0", seconds = "0"] =
    /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(duration) ?? [];
  const total = Number(hours) * 60 + Number(minutes) + Number(seconds) / 60;
  if (total < 1 || !Number.isInteger(total)) {
    return undefined;
  }
  const [count, unit] = total % 60 === 0 ? [total / 60, "hour"] : [total, "minute"];
  return `rate(${count} ${unit}${count === 1 ? "" : "s"})`;
}

/** EventBridge wants a `?` for the day that is not said, and counts the days of a week from 1, Sunday. */
function cronOf(fields: readonly string[]): string | undefined {
  const [minute, hour, day, month, weekday] = fields;
  if (fields.length !== 5 || minute === undefined || hour === undefined || month === undefined) {
    return undefined;
  }
  const anyWeekday = weekday === "*" || weekday === "?";
  const anyDay = day === "*" || day === "?";
  if (!anyWeekday && !anyDay) {
    // Cron runs on either day, EventBridge has no way to say that.
    return undefined;
  }
  const days = anyWeekday
    ? `${anyDay ? "*" : (day ?? "")} ${month} ?`
    : `? ${month} ${weekdays(weekday ?? "")}`;
  return `cron(${minute} ${hour} ${days} *)`;
}

/** The count after a `/` is no day. */
function weekdays(field: string): string {
  return field.replace(/(^|[,-])(\d)/g, (_, before: string, day: string) => {
    return `${before}${(Number(day) % 7) + 1}`;
  });
}
