import { nearest } from "../../config/suggest";
import { type Action } from "../../delivery/permissions/actions";
import { findsStack } from "../../delivery/permissions/needs";
import { maxPolicyCharacters, policyFor } from "../../delivery/permissions/policy";
import { type Command, type Invocation } from "../command";
import { UserError, type ExitCode } from "../userError";

/** Prints the least policy for commands, or for all that there are. */
export async function permissions({ io, args, commands, connect }: Invocation): Promise<ExitCode> {
  const names = args.flatMap((name) => name ?? []);
  const needed = names.length === 0 ? commands.flatMap(needsOf) : neededBy(names, commands);
  const { parameter } = await connect();
  const policy = policyFor([...findsStack, ...needed], parameter);
  io.stdout(`${JSON.stringify(policy, null, 2)}\n`);
  const characters = JSON.stringify(policy).length;
  if (characters > maxPolicyCharacters) {
    io.stderr(
      `! It has ${characters} characters, and IAM takes ${maxPolicyCharacters} in a managed policy: print one for fewer commands at a time.\n`,
    );
  }
  return 0;
}

function neededBy(names: readonly string[], commands: readonly Command[]): Action[] {
  return names.flatMap((name) => {
    const found = commands.find((one) => one.name === name);
    if (found !== undefined) {
      return needsOf(found);
    }
    const all = commands.map((one) => one.name);
    const meant = nearest(name, all);
    const question = meant === undefined ? "" : ` Did you mean "${meant}"?`;
    throw new UserError(`slipway has no command "${name}".${question}`, {
      hint: `Its commands are ${all.join(", ")}.`,
    });
  });
}

function needsOf({ permissions: needed = [] }: Command): Action[] {
  return [...needed];
}
