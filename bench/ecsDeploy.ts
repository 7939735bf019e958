import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { clients } from "../test/e2e/support/clients";
import { recordingProxy } from "../test/e2e/support/recordingProxy";
import { run, succeeded } from "../test/e2e/support/run";
import { installedEcsDeploy } from "../test/support/installedEcsDeploy";
import { median } from "./median";

/** What the packed `ecs-deploy` costs. */
export interface EcsDeploy {
  /** Seconds of `--help`, and of Node.js with nothing to do, in turn. */
  readonly starts: readonly { readonly help: number; readonly node: number }[];
  /** Calls of AWS that a deployment makes which is not waited for. */
  readonly calls: number;
}

const mayTakeTimes = 3;
/** Look at the service and its definition, register the new one, hand it over. */
const neededCalls = 4;

const startsEachRound = 5;

/** @param port of a local AWS that runs. */
export async function measureEcsDeploy(
  scratch: string,
  rounds: number,
  port: number,
): Promise<EcsDeploy> {
  const { command } = installedEcsDeploy(join(scratch, "ecs-deploy"));
  secondsOf(command, "--help");
  const starts = Array.from({ length: rounds * startsEachRound }, () => ({
    help: secondsOf(command, "--help"),
    node: secondsOf(process.execPath, "-e", "0"),
  }));
  return { starts, calls: await callsOfDeployment(command, port) };
}

function secondsOf(command: string, ...args: readonly string[]): number {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) {
    throw new Error(`${command} ended with ${String(status)}:\n${stderr}`);
  }
  return Number(process.hrtime.bigint() - start) / 1e9;
}

async function callsOfDeployment(command: string, port: number): Promise<number> {
  const { ecs } = clients(`http://localhost:${port}`);
  const name = "ecs-deploy-bench";
  await ecs.createCluster({ clusterName: name });
  await ecs.registerTaskDefinition({
    family: name,
    containerDefinitions: [{ name: "web", image: "web:1", memory: 64 }],
  });
  const place = { cluster: name, serviceName: name };
  await ecs.createService({ ...place, taskDefinition: name, desiredCount: 0 });
  const proxy = await recordingProxy(port);
  try {
    const words = ["-r", "eu-west-1", "-c", name, "-n", name, "-i", "web:2", "--no-wait"];
    const env = {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: proxy.url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    };
    succeeded(await run(command, words, { cwd: __dirname, env }), "ecs-deploy");
    return proxy.taken().length;
  } finally {
    await proxy.close();
    await ecs.deleteService({ cluster: name, service: name, force: true });
    await ecs.deleteCluster({ cluster: name });
  }
}

/** The section of docs/benchmarks.md about ecs-deploy. */
export function ecsDeploySection({ starts, calls }: EcsDeploy): string {
  const ratio = median(starts.map(({ help, node }) => help / node)).toFixed(2);
  return `## ecs-deploy

The packed program, started ${starts.length} times in turn with Node.js that has nothing to do.

| What | Target | Measured |
| --- | ---: | ---: |
| \`ecs-deploy --help\` beside \`node -e 0\` | at most ${mayTakeTimes} times | **${ratio}** |
| Calls of AWS of a deployment with \`--no-wait\` | at most ${2 * neededCalls} | **${calls}** |

`;
}
