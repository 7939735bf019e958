import { commandNeeds } from "../../delivery/permissions/commands";
import { findsStack, readsServices } from "../../delivery/permissions/needs";
import { policyFor } from "../../delivery/permissions/policy";
import { type Io } from "../io";
import { assumesRole, type Policy } from "./policy";
import { type Settings } from "./settings";
import { awsWorld, type Reach } from "./world";

/** The least that `--commit` needs: what a release in the stack does. The stack is asked for its names. */
export async function commitPolicy(
  { access, dryRun }: Pick<Settings, "access" | "dryRun">,
  stack: string,
  io: Io,
  reach: Reach = awsWorld,
): Promise<Policy> {
  const world = await reach(access, undefined, io);
  const { parameter } = await world.stack(stack);
  const needed = dryRun ? readsServices : commandNeeds.release;
  const { Version, Statement } = policyFor([...findsStack, ...needed], parameter);
  return { Version, Statement: [...assumesRole(access), ...Statement] };
}
