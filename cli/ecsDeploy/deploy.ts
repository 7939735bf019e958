import { type Io } from "../io";
import { deployDefinition } from "./deployDefinition";
import { deployService } from "./deployService";
import { type Output } from "./output";
import { type ExitCode } from "./refusal";
import { type Settings } from "./settings";
import { awsWorld, type Reach } from "./world";

/** What the flags ask for, done. */
export async function deploy(
  settings: Settings,
  io: Io,
  output: Output,
  reach: Reach = awsWorld,
): Promise<ExitCode> {
  const { access, cluster, service, definition = "", force, verbose } = settings;
  const trace = (call: string): void => {
    io.stderr(`+ ${call}\n`);
  };
  const world = await reach(access, verbose ? trace : undefined, io);
  if (service === undefined || cluster === undefined) {
    return deployDefinition(settings, definition, world, io, output);
  }
  if (force) {
    output.line(`Force a new deployment of ${service}`);
  }
  // ECS answers with the name of a service, also where it is asked for an ARN.
  const name = service.slice(service.lastIndexOf("/") + 1);
  const at = { cluster, service: name };
  if (settings.commit !== undefined) {
    const { commitInstead } = await import("./commit");
    return commitInstead(settings, settings.commit, at, world, io, output);
  }
  return deployService(settings, at, world, io, output);
}
