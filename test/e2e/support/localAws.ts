import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { run, succeeded, type Environment, type Run } from "./run";

export const repository = join(__dirname, "..", "..", "..");

/** A local AWS of a test's own: its ports, its state, its containers. */
export interface LocalAws {
  readonly root: string;
  readonly state: string;
  readonly port: number;
  readonly endpoint: string;
  /** The label that the emulator puts on the containers of this instance alone. */
  readonly label: string;
  /** What local/up and local/down are run with. */
  readonly settings: Environment;
  /** Starts the emulator without a stack; Pulumi may then make stacks of the test's own. */
  start(): Promise<void>;
  up(): Promise<Run>;
  down(): Promise<Run>;
  /** Takes it down and deletes its state and its copy of the project. @throws AssertionError when that fails. */
  remove(): Promise<void>;
  /** Runs Pulumi in the environment that local/env prints. */
  pulumi(...args: readonly string[]): Promise<Run>;
  /** Runs the command line in the environment that local/env prints. */
  slipway(...args: readonly string[]): Promise<Run>;
  /** The output `urls` of the stack. */
  urls(): Promise<Readonly<Record<string, string>>>;
  /** Ids of this instance's containers, of whatever state. */
  containers(): Promise<readonly string[]>;
  /** Those of them that run. */
  running(): Promise<readonly string[]>;
}

/** Ports from `port` on; every test file has its own. */
export function localAws(port: number, root = repository): LocalAws {
  const state = join(mkdtempSync(join(tmpdir(), "slipway-e2e-")), "state");
  const settings: Environment = {
    ...process.env,
    SLIPWAY_PORT: String(port),
    SLIPWAY_STATE: state,
  };
  const label = `ministack.instance=slipway:${port + 1}`;
  const own = (command: string, ...args: readonly string[]): Promise<Run> =>
    run(command, args, { cwd: root, env: settings });
  const pulumi = (...args: readonly string[]): Promise<Run> =>
    own("bash", "-c", `eval "$(local/env)" && exec pulumi "$@"`, "pulumi", ...args);
  const listed = async (...options: readonly string[]): Promise<readonly string[]> => {
    const ids = ["--quiet", "--no-trunc", "--filter", `label=${label}`];
    const printed = await own("docker", "ps", ...options, ...ids);
    return succeeded(printed, "docker ps")
      .stdout.split("\n")
      .filter((id) => id !== "");
  };
  return {
    root,
    state,
    port,
    label,
    settings,
    endpoint: `http://localhost:${port}`,
    start: async () => {
      succeeded(await own("local/toolchain/install"), "local/toolchain/install");
      succeeded(await own("local/emulator/start"), "local/emulator/start");
      mkdirSync(join(state, "pulumi"), { recursive: true });
    },
    up: () => own("local/up"),
    down: () => own("local/down"),
    remove: async () => {
      const { status, output } = await own("local/down");
      rmSync(dirname(state), { recursive: true, force: true });
      if (root !== repository) {
        rmSync(root, { recursive: true, force: true });
      }
      assert.equal(status, 0, output);
    },
    pulumi,
    slipway: (...args) =>
      own("bash", "-c", `eval "$(local/env)" && exec cli/slipway "$@"`, "slipway", ...args),
    urls: async () => {
      const printed = await pulumi("stack", "output", "urls", "--json", "--stack", "local");
      return JSON.parse(succeeded(printed, "pulumi stack output").stdout) as Record<string, string>;
    },
    containers: () => listed("--all"),
    running: () => listed(),
  };
}
