import { type Service } from "@aws-sdk/client-ecs";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseDocument } from "yaml";

import { estimateOf } from "../cli/deployment/serviceTime";
import { ecsAdapter } from "../delivery/aws/ecs";
import { elbAdapter } from "../delivery/aws/elasticLoadBalancing";
import { type Clients, clients } from "../test/e2e/support/clients";
import { type DeliveryClients, deliveryClients } from "../test/e2e/support/deliveryClients";
import { pushedImage } from "../test/e2e/support/images";
import { type LocalAws, localAws } from "../test/e2e/support/localAws";
import { succeeded } from "../test/e2e/support/run";
import { workingCopy } from "../test/e2e/support/workingCopy";
import { until } from "../test/support/until";
import { answeredAt, callsIn } from "./calls";
import { median } from "./median";

/** Deployments of one service, by a commit and by hand in turn. */
export interface Delivery {
  readonly rounds: readonly DeliveryRound[];
  /** What the model of the command line says of a deployment by a commit. */
  readonly predictedSeconds: number;
  /** Of the target group: old tasks stay as long. */
  readonly drainSeconds: number;
}

/** One deployment each way, in seconds. */
export interface DeliveryRound {
  /** From the answer to the commit until UpdateService is answered. */
  readonly toUpdateService: number;
  /** From there until all tasks are new and healthy and the old ones gone. */
  readonly byCommit: number;
  /** The same from the answer to an UpdateService by hand. */
  readonly byHand: number;
}

/** As long on both sides, so short: what differs is what is measured. */
const drainSeconds = 5;

/** What takes longer on AWS than here: the example answers and ends at once, the emulator looks every second. */
const onThisMachine = { bootSeconds: 1, exitSeconds: 0, reactionSeconds: 1 };

const app = "main/web";
const place = { cluster: "local-main", service: "local-main-web" };

/** Brings up a local AWS of its own, with the stack of Pulumi.local.yaml, and deploys to it. */
export async function measureDelivery(rounds: number, port: number): Promise<Delivery> {
  const copy = workingCopy();
  const local = localAws(port, copy);
  shortenDrain(join(copy, "Pulumi.local.yaml"));
  try {
    succeeded(await local.up(), "local/up");
    return await deployments(local, rounds);
  } finally {
    await local.down();
    for (const folder of [dirname(local.state), copy]) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function shortenDrain(file: string): void {
  const stack = parseDocument(readFileSync(file, "utf8"));
  const path = ["config", "slipway:clusters", "main", "apps", "web"];
  stack.setIn([...path, "deregistrationDelaySeconds"], drainSeconds);
  writeFileSync(file, stack.toString());
}

async function deployments(local: LocalAws, rounds: number): Promise<Delivery> {
  const aws = clients(local.endpoint);
  const delivery = deliveryClients(local.endpoint, "local");
  const images = [
    await pushedImage(local, { tag: "even", version: "2.0.0" }),
    await pushedImage(local, { tag: "odd", version: "3.0.0" }),
  ] as const;
  const first = await delivery.head();
  if (first === undefined) {
    throw new Error("The stack has committed nothing.");
  }
  await delivery.ended(app, first);

  let deployed = 0;
  /** Never the one that runs. */
  const nextImage = (): string => images[deployed++ % 2 === 0 ? 0 : 1];
  const measured: DeliveryRound[] = [];
  for (let round = 1; round <= rounds; round++) {
    const commit = () => deployByCommit(local, aws, delivery, nextImage());
    const hand = () => deployByHand(local, aws, nextImage());
    // In turn: whatever profits from being second does so on both sides.
    const commitFirst = round % 2 === 1;
    const early = commitFirst ? undefined : await hand();
    const { toUpdateService, byCommit } = await commit();
    const byHand = early ?? (await hand());
    measured.push({ toUpdateService, byCommit, byHand });
    console.log(
      `Delivery, round ${round} of ${rounds}: UpdateService after ${toUpdateService.toFixed(2)} s, ` +
        `done after ${byCommit.toFixed(2)} s, by hand ${byHand.toFixed(2)} s`,
    );
  }
  const time = await estimateOf(
    place,
    { services: ecsAdapter(aws.ecs), targets: elbAdapter(aws.elb) },
    {
      ...onThisMachine,
      pipelineSeconds: median(measured.map(({ toUpdateService }) => toUpdateService)),
    },
  );
  if (time === undefined) {
    throw new Error(`The model knows no deployment of ${place.service}.`);
  }
  return { rounds: measured, predictedSeconds: time.total, drainSeconds };
}

async function deployByCommit(
  local: LocalAws,
  { ecs }: Clients,
  delivery: DeliveryClients,
  image: string,
): Promise<Omit<DeliveryRound, "byHand">> {
  const log = join(local.state, "calls.jsonl");
  const seen = callsIn(log).length;
  const { taskDefinition: old } = await describe(ecs);
  const { commitId = "" } = await delivery.commit({ [app]: image }, "Measure a deployment");
  const done = await replaced(ecs, ({ taskDefinition }) => taskDefinition !== old);
  const status = await delivery.ended(app, commitId);
  if (status !== "Succeeded") {
    throw new Error(`The pipeline of ${app} ended as ${status}.`);
  }
  const calls = callsIn(log, seen);
  const arrived = answeredAt(calls, "codecommit", "CreateCommit");
  const told = answeredAt(calls, "ecs", "UpdateService");
  return { toUpdateService: (told - arrived) / 1000, byCommit: (done - arrived) / 1000 };
}

/** `aws ecs update-service` to a revision that is registered before the clock starts. */
async function deployByHand(local: LocalAws, { ecs }: Clients, image: string): Promise<number> {
  const log = join(local.state, "calls.jsonl");
  const { taskDefinition: old } = await describe(ecs);
  const { taskDefinition: found } = await ecs.describeTaskDefinition({ taskDefinition: old });
  if (found?.containerDefinitions === undefined) {
    throw new Error(`${String(old)} has no containers.`);
  }
  const { taskDefinition } = await ecs.registerTaskDefinition({
    family: found.family,
    networkMode: found.networkMode,
    taskRoleArn: found.taskRoleArn,
    executionRoleArn: found.executionRoleArn,
    requiresCompatibilities: found.requiresCompatibilities,
    containerDefinitions: found.containerDefinitions.map((container) => ({ ...container, image })),
  });
  const revision = taskDefinition?.taskDefinitionArn;
  const seen = callsIn(log).length;
  await ecs.updateService({ ...place, taskDefinition: revision });
  const done = await replaced(ecs, (service) => service.taskDefinition === revision);
  return (done - answeredAt(callsIn(log, seen), "ecs", "UpdateService")) / 1000;
}

async function describe(ecs: Clients["ecs"]): Promise<Service> {
  const { cluster, service } = place;
  const { services: [found] = [] } = await ecs.describeServices({ cluster, services: [service] });
  if (found === undefined) {
    throw new Error(`There is no service ${service}.`);
  }
  return found;
}

/** When a service runs what is wanted and nothing else, in milliseconds. */
function replaced(ecs: Clients["ecs"], isWanted: (service: Service) => boolean): Promise<number> {
  return until(
    `the deployment of ${place.service}`,
    async () => {
      const service = await describe(ecs);
      const [deployment, ...others] = service.deployments ?? [];
      const alone = others.length === 0 && deployment?.rolloutState === "COMPLETED";
      if (!isWanted(service) || !alone) {
        return undefined;
      }
      const at = Date.now();
      const { taskArns = [] } = await ecs.listTasks({
        cluster: place.cluster,
        serviceName: place.service,
      });
      return taskArns.length === service.desiredCount ? at : undefined;
    },
    { seconds: 300, everyMilliseconds: 200 },
  );
}
