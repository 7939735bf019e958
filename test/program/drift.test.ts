import assert from "node:assert/strict";

import { emptyAccount } from "../support/calls";
import { type CallMocks, type Graph } from "../support/graph";
import { digestOf } from "../support/outputs";
import { graphOfStack, programTimeout } from "../support/stackProgram";

/** The drift rule over the whole program: what delivery deployed last is what an update deploys. */

const definitionType = "aws:ecs/taskDefinition:TaskDefinition";
const released = `000000000000.dkr.ecr.eu-west-1.amazonaws.com/slipway-staging/hello@${digestOf("released")}`;

/** An account in which the service runs the released image. */
const running: CallMocks = {
  ...emptyAccount,
  "aws:ecs/getService:getService": ({ serviceName }) => ({
    serviceName,
    status: "ACTIVE",
    taskDefinition: "arn:aws:ecs:eu-west-1:000000000000:task-definition/staging-main-web:7",
    deployments: [],
    events: [],
    deploymentConfigurations: [],
    loadBalancers: [],
  }),
  "aws:ecs/getTaskDefinition:getTaskDefinition": () => ({
    containerDefinitions: JSON.stringify([{ name: "web", image: released, memory: 64 }]),
    requiresCompatibilities: [],
    runtimePlatforms: [],
    volumes: [],
  }),
};

function container(graph: Graph): Record<string, unknown> {
  const [definition] = graph.ofType(definitionType);
  const text = definition?.inputs.containerDefinitions;
  assert.equal(typeof text, "string", "the definition is known");
  return (JSON.parse(String(text)) as Record<string, unknown>[])[0] ?? {};
}

describe("an update of the infrastructure", function () {
  this.timeout(programTimeout);

  it("seeds a service that does not exist with the image that it builds", async () => {
    const graph = await graphOfStack("staging");
    assert.match(String(container(graph).image), /slipway-staging\/hello@sha256:/);
    assert.notEqual(container(graph).image, released);
  });

  it("keeps the image of a service that runs, and brings everything else", async () => {
    const graph = await graphOfStack("staging", { calls: running });
    assert.equal(container(graph).image, released);
    assert.equal(container(graph).memory, 128);
  });

  it("gives out what runs, for the policy that compares; never as an input, which would be a change", async () => {
    const task = (graph: Graph) => graph.node("slipway:app:TaskDefinition", "main-web-task");
    const before = task(await graphOfStack("staging"));
    const after = task(await graphOfStack("staging", { calls: running }));
    assert.deepEqual(before.outputs?.runningImages, {});
    assert.deepEqual(after.outputs?.runningImages, { web: released });
    assert.deepEqual(after.inputs, before.inputs);
  });

  it("knows the running image in a preview, too", async () => {
    const graph = await graphOfStack("staging", { calls: running, preview: true });
    assert.equal(container(graph).image, released);
  });

  it("asks AWS two things an app, and a few once a stack", async () => {
    const app = (name: string) => ({
      kind: "web",
      image: "hello",
      port: 8080,
      route: { paths: [`/${name}/*`] },
    });
    const callsWith = async (...names: string[]) => {
      const clusters = {
        main: {
          capacity: { type: "ec2", instanceType: "t3.small" },
          loadBalancer: {},
          apps: Object.fromEntries(names.map((name) => [name, app(name)])),
        },
      };
      const config = { "slipway:clusters": JSON.stringify(clusters) };
      return (await graphOfStack("staging", { calls: running, config })).calls.length;
    };
    const one = await callsWith("web");
    assert.ok(one - 2 <= 30, `${one - 2} calls once a stack`);
    assert.equal((await callsWith("web", "b", "c")) - one, 2 * 2);
  });

  it("stops when AWS does not say what runs", async () => {
    const calls: CallMocks = {
      ...emptyAccount,
      "aws:ecs/getService:getService": () => {
        throw new Error("AccessDeniedException: not authorized to perform ecs:DescribeServices");
      },
    };
    await assert.rejects(graphOfStack("staging", { calls }), /AccessDeniedException/);
  });
});
