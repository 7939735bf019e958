import { type Action } from "../delivery/permissions/actions";
import { type Clients, type ClientSettings } from "./clients";
import { type Connection } from "./connection";
import { type Io } from "./io";
import { flag, text, type Options, type ValuesOf } from "./option";

/** Options that every command takes. */
export const globalOptions = {
  stack: text(
    "<stack>",
    "the stack; default: SLIPWAY_STACK, else the only one that the account and region have",
  ),
  region: text("<region>", "the AWS region; default: that of the profile or AWS_REGION"),
  profile: text("<profile>", "the AWS profile; default: AWS_PROFILE"),
  json: flag("print the result as JSON"),
} satisfies Options;

export type GlobalValues = ValuesOf<typeof globalOptions>;

/** An argument without a name before it. */
export interface Argument {
  readonly name: string;
  readonly description: string;
  /** @default false */
  readonly optional?: boolean;
  /** Whether several may be given; only of the last argument. @default false */
  readonly variadic?: boolean;
}

export interface Example {
  /** As it is typed, beginning with `slipway`. */
  readonly command: string;
  readonly says: string;
}

/** Values of options by their keys, as a command's work takes them. */
type Values = Readonly<Record<string, unknown>>;

/** One call of a command, with the values of its options. */
export interface Invocation<V extends object = Values> {
  readonly io: Io;
  /** What was typed, in the order of the command's arguments. */
  readonly args: readonly (string | undefined)[];
  readonly options: V;
  readonly global: GlobalValues;
  /** The table that the command is in. */
  readonly commands: readonly Command[];
  /** Clients of an account, for what needs no stack. */
  readonly clients: (settings: ClientSettings) => Clients;
  /** The stack and its clients; asks AWS when it is first called. */
  readonly connect: (overrides?: Partial<GlobalValues>) => Promise<Connection>;
}

/** A command as help and documents see it. */
export interface Command {
  /** One word, or two for a command within a group: `policy report`. */
  readonly name: string;
  /** One line that begins with a verb. */
  readonly summary: string;
  /** What the summary leaves out. @default - nothing */
  readonly description?: string;
  readonly arguments: readonly Argument[];
  readonly options: Options;
  readonly examples: readonly Example[];
  /** Whether it is for apps that run as a service alone: other kinds of apps are refused. @default false */
  readonly servicesOnly?: boolean;
  /** Actions of AWS that it calls, besides those that find the stack. @default - none */
  readonly permissions?: readonly Action[];
  /** Returns what the process ends with: 0 done; 1 failed; 2 wrong usage; or the exit code of what was run. */
  readonly run: (invocation: Invocation) => Promise<number>;
}

/** A command whose options are typed. Its code is loaded by `run`, so that help is quick. */
export interface CommandSpecification<O extends Options> extends Omit<Command, "options" | "run"> {
  readonly options: O;
  readonly run: (invocation: Invocation<ValuesOf<O>>) => Promise<number>;
}

/** Enters a command into the table. The values that it gets are those that its own options read. */
export function command<O extends Options>(specification: CommandSpecification<O>): Command {
  return {
    ...specification,
    run: (invocation) => specification.run(invocation as Invocation<ValuesOf<O>>),
  };
}

/** The argument that names an app. */
export const appArgument: Argument = {
  name: "app",
  description: "the app, <cluster>/<app>; the app's key alone where only one cluster has it",
};
