import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { installedEcsDeploy, type Installed } from "../../support/installedEcsDeploy";
import { clients, type Clients } from "./clients";
import { localAws, type LocalAws } from "./localAws";
import { recordingProxy, type RecordingProxy } from "./recordingProxy";
import { run, succeeded, type Environment, type Run } from "./run";

/** A local AWS with the installed package before it. */
export interface Bench {
  readonly local: LocalAws;
  readonly aws: Clients;
  readonly proxy: RecordingProxy;
  readonly installed: Installed;
  /** A folder for files of a test. */
  readonly folder: string;
  /** Runs the command as CI does: without a terminal, with keys in the environment. */
  run(words: readonly string[], env?: Environment): Promise<Run>;
  remove(): Promise<void>;
}

/** @param containers whether tasks are containers; without, they run as soon as they are asked for. */
export async function ecsDeployBench(port: number, containers: boolean): Promise<Bench> {
  const local = localAws(port);
  try {
    await start(local, containers);
  } catch (error) {
    await local.remove();
    throw error;
  }
  const folder = mkdtempSync(join(tmpdir(), "ecs-deploy-"));
  const installed = installedEcsDeploy(join(folder, "installed"));
  const proxy = await recordingProxy(port);
  const base: Environment = {
    PATH: process.env["PATH"],
    HOME: folder,
    AWS_ENDPOINT_URL: proxy.url,
    AWS_EC2_METADATA_DISABLED: "true",
  };
  const keys: Environment = {
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_DEFAULT_REGION: "eu-west-1",
  };
  return {
    local,
    aws: clients(local.endpoint),
    proxy,
    installed,
    folder,
    run: (words, env = keys) =>
      run(installed.command, words, { cwd: folder, env: { ...base, ...env } }),
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

/** The lines of a text; without the last, empty one. */
export function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
