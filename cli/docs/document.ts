import { actions, type Action } from "../../delivery/permissions/actions";
import { findsStack } from "../../delivery/permissions/needs";
import { places } from "../../delivery/permissions/places";
import { type Command, globalOptions } from "../command";
import { flagOf, type Options } from "../option";
import { argumentText } from "../parser";
import { about } from "../run";

/** docs/cli.md: everything that the table says, and what holds for all commands. */
export function commandLineDocument(commands: readonly Command[]): string {
  return [
    "# The command line",
    "<!-- Generated from cli/commands/ by `make docs`. -->",
    about,
    introduction,
    "## Every command",
    optionTable(globalOptions),
    rules,
    "## Commands",
    table(
      ["Command", "What it does"],
      commands.map(({ name, summary }) => [
        `[\`slipway ${name}\`](#slipway-${name.replaceAll(" ", "-")})`,
        summary,
      ]),
    ),
    ...commands.map(section),
    "## Permissions",
    permissionsIntroduction,
    permissionTable(commands),
  ].join("\n\n");
}

const introduction = `\`cli/slipway <command>\` runs it from a clone of this repository, after \`npm ci\`; a link to it on PATH makes it
\`slipway\`. \`npx slipway\` does the same, but starts more slowly. It needs AWS credentials and the stack's SSM
parameter \`/slipway/<stack>\`, which \`pulumi up\` writes; it needs no access to Pulumi's state. An app is
\`<cluster>/<app>\`, or \`<app>\` where only one cluster has it. Commands that do not apply to an app's kind say so.`;

const rules = `Results go to stdout; progress and errors go to stderr. On a terminal progress is redrawn, elsewhere it is plain
lines. Colours follow the terminal, \`NO_COLOR\` and \`FORCE_COLOR\`.

| Exit code | Meaning                                                                       |
| --------- | ----------------------------------------------------------------------------- |
| 0         | done                                                                          |
| 1         | what was asked for failed: a deployment, a check, or a service of AWS         |
| 2         | wrong usage or configuration; no credentials, or no such stack, app or commit |

An error is two lines: what is wrong, and what to do. With \`--json\` it is the same, on stderr, and stdout stays
empty. A call that is not answered within 20 seconds is tried again, six times in all.`;

const permissionsIntroduction = `\`slipway permissions <command>\` prints the least policy for a command on a stack, with the names of that stack.
Its actions are these. Every command finds the stack with \`${findsStack[0]}\`, and lists the stacks that there are with
\`${findsStack[1]}\` where none is named. Without the actions for an estimate or a check, that estimate or check is left out.`;

function permissionTable(commands: readonly Command[]): string {
  const needing = (action: Action): string =>
    (findsStack as readonly Action[]).includes(action)
      ? "all"
      : commands
          .filter(({ permissions = [] }) => permissions.includes(action))
          .map(({ name }) => name)
          .join(", ");
  return table(
    ["Action", "On", "Commands"],
    Object.entries(actions).map(([action, place]) => [
      code(action),
      places[place].says,
      needing(action as Action),
    ]),
  );
}

function section(command: Command): string {
  const { name, summary, description, examples } = command;
  const taken = command.arguments.map((argument) => ` ${argumentText(argument)}`);
  const options = Object.keys(command.options).length === 0 ? [] : [optionTable(command.options)];
  const shown = examples.map((example) => `    # ${example.says}\n    ${example.command}`);
  return [
    `### slipway ${name}`,
    escaped(`${summary}.${description === undefined ? "" : ` ${description}`}`),
    `    slipway ${name}${taken.join("")}`,
    ...(command.arguments.length === 0
      ? []
      : [
          table(
            ["Argument", "Meaning"],
            command.arguments.map((argument) => [
              code(argument.name),
              escaped(argument.description),
            ]),
          ),
        ]),
    ...options,
    ...(shown.length === 0 ? [] : [`Examples:`, shown.join("\n")]),
  ].join("\n\n");
}

function optionTable(options: Options): string {
  return table(
    ["Option", "Meaning"],
    Object.entries(options).map(([key, { placeholder, short, description }]) => {
      const start = short === undefined ? "" : `-${short}, `;
      const end = placeholder === undefined ? "" : ` ${placeholder}`;
      return [code(`${start}${flagOf(key)}${end}`), escaped(description)];
    }),
  );
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(titles), line(titles.map(() => "---")), ...rows.map(line)].join("\n");
}

function code(text: string): string {
  return `\`${text}\``;
}

/** Words in angle brackets are no HTML. */
function escaped(text: string): string {
  return text.replaceAll("<", "\\<");
}
