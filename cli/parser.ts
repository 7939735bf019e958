import { Command as Parser } from "commander";

import { type Argument, type Command } from "./command";
import { commandGroups } from "./commands/commandGroups";
import { type Io } from "./io";
import { flagOf, type Options, type ValuesOf } from "./option";

/** A parser that neither prints on its own nor ends the process. */
export function parser(name: string, io: Io): Parser {
  return new Parser(name)
    .exitOverride()
    .helpOption("-h, --help", "show this help")
    .helpCommand(false)
    .configureOutput({
      writeOut: (text) => {
        io.stdout(text);
      },
      writeErr: () => undefined,
      getOutHelpWidth: () => io.width,
      getOutHasColors: () => false,
    })
    .configureHelp({ showGlobalOptions: true });
}

/** Adds the parser of a command, in its group if its name has two words. */
export function addParser(entry: Command, root: Parser, io: Io): Parser {
  const words = entry.name.split(" ");
  const own = words.at(-1) ?? "";
  const group = words.length > 1 ? groupNamed(words[0] ?? "", root, io) : root;
  const made = parser(own, io).summary(entry.summary).description(descriptionOf(entry));
  for (const argument of entry.arguments) {
    made.argument(argumentText(argument), argument.description);
  }
  addOptions(made, entry.options);
  const examples = entry.examples.map(({ command, says }) => `  ${command}\n      ${says}\n`);
  if (examples.length > 0) {
    made.addHelpText("after", `\nExamples:\n${examples.join("")}`.trimEnd());
  }
  group.addCommand(made);
  return made;
}

function groupNamed(name: string, root: Parser, io: Io): Parser {
  const found = root.commands.find((one) => one.name() === name);
  if (found !== undefined) {
    return found;
  }
  const made = parser(name, io).summary(commandGroups[name] ?? "");
  root.addCommand(made);
  return made;
}

/** `<app>`, `[app]`, `[app...]`. */
export function argumentText({ name, optional = false, variadic = false }: Argument): string {
  const text = variadic ? `${name}...` : name;
  return optional ? `[${text}]` : `<${text}>`;
}

function descriptionOf({ summary, description }: Command): string {
  return `${summary}.${description === undefined ? "" : `\n${description}`}`;
}

export function addOptions(to: Parser, options: Options): void {
  for (const [key, { placeholder, short, description }] of Object.entries(options)) {
    const start = short === undefined ? "" : `-${short}, `;
    const end = placeholder === undefined ? "" : ` ${placeholder}`;
    to.option(`${start}${flagOf(key)}${end}`, description);
  }
}

/** What was typed for each option, read as the option says. */
export function valuesOf<O extends Options>(options: O, from: Parser): ValuesOf<O> {
  const typed: Readonly<Record<string, unknown>> = from.opts();
  const entries = Object.entries(options).map(([key, { parse }]) => {
    const flag = flagOf(key);
    return [key, parse(typedFor(flag, key, typed), flag)] as const;
  });
  return Object.fromEntries(entries) as ValuesOf<O>;
}

/** The parser takes `--no-x` as `x` set to false. */
function typedFor(
  flag: string,
  key: string,
  typed: Readonly<Record<string, unknown>>,
): string | undefined {
  if (flag.startsWith("--no-")) {
    const positive = key.slice(2);
    const negated = typed[positive.charAt(0).toLowerCase() + positive.slice(1)] === false;
    return negated ? "" : undefined;
  }
  const value = typed[key];
  return typeof value === "string" ? value : value === true ? "" : undefined;
}
