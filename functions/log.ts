/** What a line says, besides what happened. */
export type Fields = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

/** Where the lines of a function go. */
export interface Log {
  info(event: string, fields?: Fields): void;
  /** Something that a person should look at. */
  warn(event: string, fields?: Fields): void;
}

/** One JSON object a line: CloudWatch Logs Insights finds each field by its name. */
export function jsonLog(write: (line: string) => void = writeLine): Log {
  const at =
    (level: "info" | "warn") =>
    (event: string, fields: Fields = {}) => {
      write(JSON.stringify({ level, event, ...fields }));
    };
  return { info: at("info"), warn: at("warn") };
}

/** The sentence of an error, with the name that AWS gives it. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return error.name === "Error" ? error.message : `${error.name}: ${error.message}`;
}

function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
