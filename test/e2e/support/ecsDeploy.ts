import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { installedEcsDeploy, type Installed } from "../../support/installedEcsDeploy";
import { clients, type Clients } from "./clients";
import { localAws, type LocalAws } from "./localAws";
import { recordingProxy, type RecordingProxy } from "./recordingProxy";
import { run, succeeded, type Environment, type Run } from "./run";

export const arnPrefix = "arn:aws:ecs:eu-west-1:000000000000";

/** What every call has in its environment, unless a test says otherwise. */
export const keys: Environment = {
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_DEFAULT_REGION: "eu-west-1",
};

/** A local AWS with the installed package before it. */
export interface Bench {
  readonly local: LocalAws;
  readonly aws: Clients;
  readonly proxy: RecordingProxy;
  readonly installed: Installed;
  /** A folder for files of a test. */
  readonly folder: string;
  /** Runs the command as CI does: without a terminal, with keys in the environment. A line is split at its blanks. */
  run(line: string | readonly string[], env?: Environment): Promise<Run>;
  /** Every word that it was run with. */
  readonly typed: ReadonlySet<string>;
  remove(): Promise<void>;
}

/** @param containers whether tasks are containers; without, they run as soon as they are asked for. */
export async function ecsDeployBench(port: number, containers: boolean): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), "ecs-deploy-"));
  const installed = installedEcsDeploy(join(folder, "installed"));
  const local = localAws(port);
  try {
    await start(local, containers);
  } catch (error) {
    await local.remove();
    throw error;
  }
  const proxy = await recordingProxy(port);
  const base: Environment = {
    PATH: process.env["PATH"],
    HOME: folder,
    AWS_ENDPOINT_URL: proxy.url,
    AWS_EC2_METADATA_DISABLED: "true",
  };
  const typed = new Set<string>();
  return {
    local,
    typed,
    aws: clients(local.endpoint),
    proxy,
    installed,
    folder,
    run: (line, env = keys) => {
      const words = typeof line === "string" ? line.split(" ").filter((one) => one !== "") : line;
      words.forEach((word) => typed.add(word));
      return run(installed.command, words, { cwd: folder, env: { ...base, ...env } });
    },
    remove: async () => {
      await proxy.close();
      rmSync(folder, { recursive: true, force: true });
      await local.remove();
    },
  };
}

async function start(local: LocalAws, containers: boolean): Promise<void> {
  await local.start();
  if (containers) {
    return;
  }
  // An emulator that reaches no Docker keeps tasks in its memory alone.
  const own = (command: string, env: Environment) => run(command, [], { cwd: local.root, env });
  succeeded(await own("local/emulator/stop", local.settings), "local/emulator/stop");
  const settings = { ...local.settings, DOCKER_HOST: "unix:///dev/null" };
  succeeded(await own("local/emulator/start", settings), "local/emulator/start");
}

/** Images of a revision's containers, in their order. */
export async function imagesOf({ aws }: Bench, taskDefinition: string) {
  const { taskDefinition: found } = await aws.ecs.describeTaskDefinition({ taskDefinition });
  return found?.containerDefinitions?.map(({ image }) => image);
}

/** A service of the cluster "cl". */
export async function serviceOf({ aws }: Bench, name: string) {
  const { services = [] } = await aws.ecs.describeServices({ cluster: "cl", services: [name] });
  return services[0];
}

/** The lines of a text; without the last, empty one. */
export function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
