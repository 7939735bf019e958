import assert from "node:assert/strict";

import { type CallMocks } from "../../../../support/graph";
import {
  appOf,
  deployment,
  definitionToken,
  definitionType,
  running,
  serviceType,
} from "../fixtures";

const next = deployment(7);
const old = deployment(6, { status: "ACTIVE", runningCount: 2 });
const images: Record<string, string> = {
  [next.taskDefinition]: "web@sha256:new",
  [old.taskDefinition]: "web@sha256:old",
};

/** What the program registers for a configuration, read back with the image of each revision. */
async function account(imageOf = images): Promise<CallMocks> {
  const [graph] = await appOf();
  const { containerDefinitions, runtimePlatform, volumes, ...rest } = graph.node(
    definitionType,
    "main-web-task-definition",
  ).inputs;
  assert.deepEqual(volumes, []);
  return {
    ...running({}, "ACTIVE", [next, old]),
    [definitionToken]: ({ taskDefinition }) => ({
      ...rest,
      runtimePlatforms: [runtimePlatform],
      volumes,
      containerDefinitions: JSON.stringify(
        (JSON.parse(String(containerDefinitions)) as object[]).map((container) => ({
          ...container,
          image: imageOf[String(taskDefinition)],
        })),
      ),
    }),
  };
}

describe("an update in the middle of a deployment", () => {
  it("is refused when it would change the task definition", async () => {
    const calls = await account();
    await assert.rejects(appOf({ calls, app: { memoryMiB: 256 } }), {
      message:
        /^App "web": this update would change its task definition \(container "web": memory\) .* Service "test-main-web" is in the middle of ECS deployment ecs-svc\/7/,
    });
  });

  it("is refused with the name of the pipeline, where it is known", async () => {
    const deployment = { repository: "deployment", branch: "test" };
    const setup = { calls: await account(), args: () => ({ deployment }) };
    await assert.rejects(appOf({ ...setup, app: { memoryMiB: 256 } }), {
      message: /Pipeline "deployment-test-main-web" is in the middle of ECS deployment ecs-svc\/7/,
    });
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
    const args = () => ({ image: { uri: "web@sha256:configured" } });
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
