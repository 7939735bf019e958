import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";

import { until } from "../../support/until";
import { clients } from "../support/clients";
import { deliveryClients } from "../support/deliveryClients";
import { pushedImage } from "../support/images";
import { localAws } from "../support/localAws";
import { run, succeeded } from "../support/run";
import { workingCopy } from "../support/workingCopy";

const app = "main/web";
const place = { cluster: "local-main", service: "local-main-web" };

/**
 * What a preview says, and what an update does, when AWS and Pulumi's state have come apart. The
 * rule is docs/adr/0002-delivery-owns-the-running-image.md: what runs decides, never the state.
 */
describe("a service whose state is not what runs", () => {
  const copy = workingCopy();
  const local = localAws(4860, copy);
  const { ecs } = clients(local.endpoint);
  let released = "";

  const live = async () => {
    const { services: [service] = [] } = await ecs.describeServices({
      cluster: place.cluster,
      services: [place.service],
    });
    const { taskDefinition } = await ecs.describeTaskDefinition({
      taskDefinition: service?.taskDefinition,
    });
    const definition = taskDefinition ?? assert.fail("no task definition runs");
    const [container] = definition.containerDefinitions ?? [];
    return { service, definition, image: container?.image, memory: container?.memory };
  };
  /** Until ECS has nothing left to do: an update in the middle of a deployment is refused. */
  const steady = () =>
    until("the service to be steady", async () => {
      const { service } = await live();
      const [deployment, ...others] = service?.deployments ?? [];
      return others.length === 0 && deployment?.rolloutState === "COMPLETED" ? true : undefined;
    });
  const nothingToDo = async (): Promise<void> => {
    for (const refresh of [[], ["--refresh"]]) {
      const args = ["preview", "--expect-no-changes", "--diff", "--stack", "local", ...refresh];
      succeeded(await local.pulumi(...args), `pulumi ${args.join(" ")}`);
    }
  };
  const up = (...args: readonly string[]) =>
    local.pulumi("up", "--yes", "--skip-preview", "--stack", "local", ...args);
  const urnOf = async (type: string): Promise<string> => {
    const exported = await local.pulumi("stack", "export", "--stack", "local");
    const state = JSON.parse(succeeded(exported, "pulumi stack export").stdout) as {
      readonly deployment: { readonly resources: readonly { urn: string; type: string }[] };
    };
    const found = state.deployment.resources.find((resource) => resource.type === type);
    return found?.urn ?? assert.fail(`the state has no ${type}`);
  };
  const setApp = (key: string, value: unknown): void => {
    const file = join(copy, "Pulumi.local.yaml");
    const stack = parseDocument(readFileSync(file, "utf8"));
    const path = ["config", "slipway:clusters", "main", "apps", "web", key];
    if (value === undefined) {
      stack.deleteIn(path);
    } else {
      stack.setIn(path, value);
    }
    writeFileSync(file, stack.toString());
  };

  before(async () => {
    setApp("deregistrationDelaySeconds", 1);
    succeeded(await local.up(), "local/up");
    await deliveryClients(local.endpoint, "local").begun(app);
    released = await pushedImage(local, { tag: "v2.0.0", version: "2.0.0" });
    succeeded(await local.slipway("release", app, "--image", released), "slipway release");
  });

  after(() => local.remove());

  it("is left alone after a release, with and without a refresh", nothingToDo);

  it("is left alone after pulumi refresh alone", async () => {
    succeeded(await local.pulumi("refresh", "--yes", "--stack", "local"), "pulumi refresh");
    await nothingToDo();
    assert.equal((await live()).image, released);
  });

  it("is left alone by a fresh checkout", async () => {
    const other = workingCopy();
    try {
      writeFileSync(
        join(other, "Pulumi.local.yaml"),
        readFileSync(join(copy, "Pulumi.local.yaml"), "utf8"),
      );
      const preview =
        'local/toolchain/install && eval "$(local/env)" && exec pulumi preview --expect-no-changes --diff -s local';
      const result = await run("bash", ["-c", preview], { cwd: other, env: local.settings });
      succeeded(result, "pulumi preview in another folder");
    } finally {
      rmSync(other, { recursive: true, force: true });
    }
  });

  it("keeps the number of tasks that a command has set, until an update refreshes", async () => {
    const count = async () => (await live()).service?.desiredCount ?? 0;
    const before_ = await count();
    succeeded(await local.slipway("scale", app, String(before_ + 1)), "slipway scale");
    const args = ["preview", "--expect-no-changes", "--diff", "--stack", "local"];
    succeeded(await local.pulumi(...args), "pulumi preview");
    succeeded(await up(), "pulumi up");
    assert.equal(await count(), before_ + 1);
    succeeded(await up("--refresh"), "pulumi up --refresh");
    assert.equal(await count(), before_);
    await steady();
  });

  it("is left alone after a command has replaced its tasks", async () => {
    const tasks = async () => {
      const { taskArns = [] } = await ecs.listTasks({
        cluster: place.cluster,
        serviceName: place.service,
      });
      return taskArns;
    };
    const before_ = await tasks();
    succeeded(await local.slipway("restart", app), "slipway restart");
    const after_ = await tasks();
    assert.equal(after_.length, before_.length);
    assert.deepEqual(
      after_.filter((arn) => before_.includes(arn)),
      [],
    );
    assert.equal((await live()).image, released);
    await nothingToDo();
  });

  it("lends its release to a command that runs once", async () => {
    const script = "console.log('ran ' + process.argv[1]); process.exit(7)";
    const ran = await local.slipway("run", app, "--", "node", "-e", script, "once");
    assert.equal(ran.status, 7, ran.output);
    assert.equal(ran.stdout, "ran once\n", ran.output);
  });

  it("is brought back with the image that runs, when someone moved it by hand", async () => {
    const { definition, image, memory } = await live();
    const { taskDefinition } = await ecs.registerTaskDefinition({
      family: definition.family,
      networkMode: definition.networkMode,
      taskRoleArn: definition.taskRoleArn,
      executionRoleArn: definition.executionRoleArn,
      requiresCompatibilities: definition.requiresCompatibilities,
      containerDefinitions: definition.containerDefinitions?.map((container) => ({
        ...container,
        memory: 200,
      })),
    });
    await ecs.updateService({ ...place, taskDefinition: taskDefinition?.taskDefinitionArn });
    await steady();
    assert.equal((await live()).memory, 200);
    succeeded(await up(), "pulumi up");
    await steady();
    assert.deepEqual(
      { ...(await live()), service: 0, definition: 0 },
      {
        service: 0,
        definition: 0,
        image,
        memory,
      },
    );
    await nothingToDo();
  });

  it("is tried again, not passed over, when ECS took a change of the infrastructure back", async () => {
    const good = (await live()).definition.taskDefinitionArn;
    setApp("command", ["node", "-e", "process.exit(3)"]);
    // Whether the provider waits for the end of the rollback or not is not what this is about.
    await up();
    await until("the circuit breaker", async () => {
      const { service } = await live();
      return service?.taskDefinition === good ? true : undefined;
    });
    await steady();
    const preview = await local.pulumi("preview", "--expect-no-changes", "--stack", "local");
    assert.notEqual(preview.status, 0, "the change that was taken back is passed over");
    setApp("command", undefined);
    succeeded(await up(), "pulumi up without the bad command");
    await steady();
    assert.equal((await live()).image, released);
    await nothingToDo();
  });

  it("starts with the image that runs when it is replaced", async () => {
    const before_ = (await live()).service?.createdAt;
    succeeded(await up("--replace", await urnOf("aws:ecs/service:Service")), "pulumi up --replace");
    await steady();
    const after_ = await live();
    assert.notDeepEqual(after_.service?.createdAt, before_);
    assert.equal(after_.image, released);
    await nothingToDo();
  });

  it("starts with what was released last when someone deleted it", async () => {
    await ecs.deleteService({ ...place, force: true });
    const preview = await local.pulumi("preview", "--stack", "local");
    assert.match(preview.output, /was deleted outside of Pulumi/);
    succeeded(await local.pulumi("refresh", "--yes", "--stack", "local"), "pulumi refresh");
    succeeded(await up(), "pulumi up");
    await steady();
    assert.equal((await live()).image, released);
    await nothingToDo();
  });
});
