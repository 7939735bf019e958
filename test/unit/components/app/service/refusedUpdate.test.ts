import type * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { type PlainContainer } from "../../../../../components/app/task/taskTransform";
import { type CallMocks } from "../../../../support/graph";
import { appOf, asRegistered, definitionType, deployment, running, serviceType } from "../fixtures";

const next = deployment(7);
const old = deployment(6, { status: "ACTIVE", runningCount: 2 });
const images: Record<string, string> = {
  [next.taskDefinition]: "web@sha256:new",
  [old.taskDefinition]: "web@sha256:old",
};

/** The service in the middle of a deployment, whose revisions differ in the image alone. */
function account(imageOf = images): Promise<CallMocks> {
  return asRegistered(({ taskDefinition }) => imageOf[taskDefinition], [next, old]);
}

describe("an update in the middle of a deployment", () => {
  it("is refused when it would change the task definition", async () => {
    const calls = await account();
    await assert.rejects(appOf({ calls, app: { memoryMiB: 256 } }), {
      message:
        /^App "web": this update would change its service \(container "web": memory\) .* Pipeline "deployment-test-main-web" is in the middle of ECS deployment ecs-svc\/7/,
    });
  });

  it("is refused when it would change anything else of the service", async () => {
    await assert.rejects(appOf({ calls: await account(), app: { count: 3 } }), {
      message: /^App "web": this update would change its service \(desired count\) .* ecs-svc\/7/,
    });
  });

  it("is refused when a transform would change the task or the service", async () => {
    const calls = await account();
    const args = () => ({
      transform: {
        task: ({ containers: [container] }: { containers: PlainContainer[] }) => {
          Object.assign(container ?? {}, { privileged: true });
          return undefined;
        },
        service: { desiredCount: 3 },
      },
    });
    await assert.rejects(appOf({ calls, args }), {
      message:
        /^App "web": this update would change its service \(container "web": privileged; desired count\)/,
    });
  });

  it("goes on when a transform leaves what differs to another owner", async () => {
    const args = () => ({
      transform: {
        service: (_args: unknown, opts: pulumi.CustomResourceOptions) => {
          opts.ignoreChanges = ["desiredCount"];
          return undefined;
        },
      },
    });
    const [graph] = await appOf({ calls: await account(), app: { count: 3 }, args });
    assert.deepEqual(graph.node(serviceType, "main-web-service").ignoreChanges, [
      "desiredCount",
      "taskDefinition",
    ]);
  });

  it("registers nothing and changes no service once it is refused", async () => {
    const types: string[] = [];
    const onNode = ({ type }: { type: string }) => void types.push(type);
    await assert.rejects(appOf({ calls: await account(), app: { memoryMiB: 256 }, onNode }));
    assert.deepEqual(
      types.filter((type) => [definitionType, serviceType].includes(type)),
      [],
    );
  });

  it("goes on when it changes nothing: the image is delivery's, whatever is configured", async () => {
    const args = () => ({ images: { web: { uri: "web@sha256:configured", repository: "web" } } });
    const [graph] = await appOf({ calls: await account(), args });
    const { containerDefinitions } = graph.node(definitionType, "main-web-task-definition").inputs;
    assert.match(String(containerDefinitions), /web@sha256:new/);
  });

  it("goes on when infrastructure began the deployment: what is stuck can be mended", async () => {
    const one = Object.fromEntries(Object.keys(images).map((arn) => [arn, "web@sha256:old"]));
    const [graph] = await appOf({ calls: await account(one), app: { memoryMiB: 256 } });
    const { containerDefinitions } = graph.node(definitionType, "main-web-task-definition").inputs;
    assert.match(String(containerDefinitions), /"memory":256/);
  });

  it("goes on when the deployment is at its end", async () => {
    const drained = { ...old, desiredCount: 0, runningCount: 0 };
    const calls = {
      ...(await account()),
      ...running({ web: "web@sha256:new" }, "ACTIVE", [next, drained]),
    };
    const [graph] = await appOf({ calls, app: { memoryMiB: 256 } });
    assert.equal(graph.ofType(definitionType).length, 1);
  });
});
