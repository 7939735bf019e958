import { ECSClient } from "@aws-sdk/client-ecs";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";

import { estimateOf } from "../../../cli/deployment/serviceTime";
import { ecsAdapter } from "../../../delivery/aws/ecs";
import { elbAdapter } from "../../../delivery/aws/elasticLoadBalancing";
import { deliveryClients } from "../support/deliveryClients";
import { pushedImage } from "../support/images";
import { localAws } from "../support/localAws";
import { succeeded } from "../support/run";
import { workingCopy } from "../support/workingCopy";

const app = "main/web";
const service = { cluster: "local-main", service: "local-main-web" };

/** What this machine does faster than AWS; everything else is the service's own settings. */
const here = { pipelineSeconds: 3, bootSeconds: 0.5, exitSeconds: 0.5, reactionSeconds: 0.5 };
/** Times of ECS are whole seconds, and looks are a second apart. */
const slackSeconds = 4;

interface Settings {
  readonly title: string;
  readonly change: Readonly<Record<string, unknown>>;
  /** Interval and timeout of the check. */
  readonly checkSeconds: number;
}

const variants: readonly Settings[] = [
  { title: "the defaults", change: {}, checkSeconds: 7 },
  {
    title: "a short drain and a long interval",
    change: {
      deregistrationDelaySeconds: 5,
      healthCheck: { path: "/healthz", intervalSeconds: 15, timeoutSeconds: 2 },
    },
    checkSeconds: 17,
  },
  {
    title: "room for one task at a time, so two rounds",
    change: {
      deregistrationDelaySeconds: 5,
      healthCheck: { path: "/healthz", intervalSeconds: 5, timeoutSeconds: 2 },
      deploy: { minimumHealthyPercent: 50, maximumPercent: 100 },
    },
    checkSeconds: 7,
  },
];

/** The model against real deployments, whose tasks, checks and drains are real here. */
describe("the deployment-time model", () => {
  const copy = workingCopy();
  const local = localAws(4780, copy);
  const delivery = deliveryClients(local.endpoint, "local");
  const aws = {
    region: "eu-west-1",
    endpoint: local.endpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  const world = {
    services: ecsAdapter(new ECSClient(aws)),
    targets: elbAdapter(new ElasticLoadBalancingV2Client(aws)),
  };

  before(async () => {
    succeeded(await local.up(), "local/up");
    await delivery.begun(app);
  });

  after(() => local.remove());

  for (const [index, { title, change, checkSeconds }] of variants.entries()) {
    it(`holds for ${title}`, async () => {
      const file = join(copy, "Pulumi.local.yaml");
      const stack = parseDocument(readFileSync(file, "utf8"));
      for (const [key, value] of Object.entries(change)) {
        stack.setIn(["config", "slipway:clusters", "main", "apps", "web", key], value);
      }
      writeFileSync(file, stack.toString());
      const up = await local.pulumi("up", "--yes", "--skip-preview", "--stack", "local");
      succeeded(up, "pulumi up");
      const version = `${index + 2}.0.0`;
      const image = await pushedImage(local, { tag: `v${version}`, version });

      const predicted = await estimateOf(service, world, here);
      assert.ok(predicted !== undefined);
      const release = await local.slipway("release", app, "--image", image, "--json");
      const { seconds } = JSON.parse(succeeded(release, "slipway release").stdout) as {
        seconds: number;
      };
      // The model takes the worst case: a task that is ready just after a check waits for the next one.
      const rounds = predicted.steps.filter(({ starts }) => starts > 0).length;
      const soonest = predicted.total - rounds * checkSeconds - slackSeconds;
      const told = `measured ${seconds.toFixed(1)} s, predicted ${predicted.total.toFixed(1)} s`;
      assert.ok(seconds >= soonest && seconds <= predicted.total + slackSeconds, told);
    });
  }
});
