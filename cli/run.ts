import { CommanderError } from "commander";

import { refuseWithoutService } from "./apps";
import { awsClients, type Clients, type ClientSettings } from "./clients";
import { type Command, globalOptions } from "./command";
import { commands as allCommands } from "./commands";
import { connect, type Connection, type ConnectOptions } from "./connection";
import { type Environment, type Io } from "./io";
import { addOptions, addParser, parser, valuesOf } from "./parser";
import { UserError, type ExitCode } from "./userError";

/** What tests put in the place of AWS and of the table. */
export interface Surroundings {
  readonly commands?: readonly Command[];
  readonly connect?: (options: ConnectOptions, env: Environment) => Promise<Connection>;
  readonly clients?: (settings: ClientSettings) => Clients;
}

export const about =
  "Ships containers to Amazon ECS: every deployment is a commit, and so is every rollback.";

/** The command line; returns the exit code and never throws. */
export async function run(
  argv: readonly string[],
  io: Io,
  { commands = allCommands, connect: connectTo = connect, clients = awsClients }: Surroundings = {},
): Promise<number> {
  let code = 0;
  const root = parser("slipway", io).description(about);
  addOptions(root, globalOptions);
  for (const entry of commands) {
    const made = addParser(entry, root, io);
    made.action(async () => {
      const global = valuesOf(globalOptions, root);
      code = await entry.run({
        io,
        args: (made.processedArgs as readonly (string | readonly string[] | undefined)[]).flat(),
        options: valuesOf(entry.options, made),
        global,
        commands,
        clients,
        connect: async (overrides) =>
          connectionOf(entry, await connectTo({ ...global, ...overrides }, io.env)),
      });
    });
  }
  try {
    await root.parseAsync(argv.length === 0 ? ["--help"] : [...argv], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) {
        return 0;
      }
      const isUnfinished = error.code === "commander.help";
      return await report(isUnfinished ? unfinished(argv, commands) : usageError(error), io);
    }
    return await report(error, io);
  }
}

/** The connection as a command gets it: with apps that it is for. */
function connectionOf({ name, servicesOnly }: Command, connection: Connection): Connection {
  if (servicesOnly !== true) {
    return connection;
  }
  const app = (typed: string) => {
    const place = connection.app(typed);
    refuseWithoutService(place, name);
    return place;
  };
  return { ...connection, app };
}

async function report(error: unknown, io: Io): Promise<ExitCode> {
  // Loaded here, because help and results need none of it.
  const { userErrorOf } = await import("./errors");
  const known = userErrorOf(error);
  const { red, dim } = io.colors;
  if (known === undefined) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    io.stderr(`${text}\n`);
    io.stderr(
      `${red("✗")} This is a defect of slipway itself. Open an issue with the command and the lines above.\n`,
    );
    return 1;
  }
  io.stderr(`${red("✗")} ${known.message}\n`);
  if (known.hint !== undefined) {
    io.stderr(`  ${dim(known.hint)}\n`);
  }
  return known.exitCode;
}

/** Options and no command, or the name of a group alone. */
function unfinished(argv: readonly string[], commands: readonly Command[]): UserError {
  const group = argv.find((word) => commands.some(({ name }) => name.startsWith(`${word} `)));
  const start = group === undefined ? "" : `${group} `;
  const words = commands.flatMap(({ name }) =>
    name.startsWith(start) ? [name.slice(start.length).split(" ")[0]] : [],
  );
  const typed = `slipway ${start}`.trimEnd();
  return new UserError(`Which command? ${typed} takes ${[...new Set(words)].join(", ")}.`, {
    hint: `${typed} --help shows what they do.`,
  });
}

function usageError({ message }: CommanderError): UserError {
  const text = message.replace(/^error: /, "").replace(/\s*\n\s*/g, " ");
  return new UserError(
    `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?)]$/.test(text) ? "" : "."}`,
    {
      hint: "slipway --help shows the commands, slipway <command> --help what one takes.",
    },
  );
}
