import { type Autopsy } from "./autopsy";

/** What makes parts of a text stand out; nothing, where it is only text. */
export interface Emphasis {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

/** The report for a person: what became of it, why, what is known, what to run next. */
export function autopsyText(autopsy: Autopsy, emphasis: Emphasis): string {
  const { bold, dim } = emphasis;
  const { cause, tasks, targets, events, logs, gaps, next } = autopsy;
  const sections: string[] = [autopsy.summary];
  if (cause !== undefined) {
    sections.push(`${bold("Likely cause")}\n  ${cause.sentence}\n  ${cause.remedy}`);
  }
  if (tasks.length > 0) {
    sections.push(`${bold("Tasks")}\n${tasks.map(taskText).join("\n")}`);
  }
  if (targets.length > 0) {
    const lines = targets.map(({ id, reason }) => `  ${id}  ${reason}`);
    sections.push(`${bold("Health of its targets")}\n${lines.join("\n")}`);
  }
  if (events.length > 0) {
    const lines = events.map(
      ({ at, message }) => `  ${dim(at.slice(11, 19))}  ${shortened(message)}`,
    );
    sections.push(`${bold("Events of the service, newest first")}\n${lines.join("\n")}`);
  }
  if (logs !== undefined) {
    const lines = logs.lines.map((line) => `  ${dim("|")} ${line}`);
    sections.push(
      `${bold(`Last lines of ${logs.container}`)} ${dim(`(${logs.group}, ${logs.stream})`)}\n${lines.join("\n")}`,
    );
  }
  if (gaps.length > 0) {
    sections.push(`${bold("Not looked at")}\n${gaps.map((gap) => `  ${gap}`).join("\n")}`);
  }
  sections.push(`${bold("Next")}\n${next.map((command) => `  ${command}`).join("\n")}`);
  return `${sections.join("\n\n")}\n`;
}

/** Without what every line would repeat. */
function shortened(message: string): string {
  return message
    .replace(/^\(service [^)]*\) /, "")
    .replace(/\(target-group \S*targetgroup\/([^/)]+)[^)]*\)/g, "(target group $1)");
}

function taskText({ id, stopped, reason, containers }: Autopsy["tasks"][number]): string {
  const state = stopped ? "stopped" : "running";
  const head = `  ${id} ${state}${reason === undefined ? "" : `: ${shortened(reason)}`}`;
  const lines = containers.flatMap(({ name, exitCode, reason: why }) => {
    const said = [exitCode === undefined ? "" : `exit code ${exitCode}`, why ?? ""].filter(
      (part) => part !== "",
    );
    return said.length === 0 ? [] : [`    ${name}: ${said.join(", ")}`];
  });
  return [head, ...lines].join("\n");
}
