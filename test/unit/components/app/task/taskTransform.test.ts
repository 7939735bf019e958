import assert from "node:assert/strict";

import { containerDefinition } from "../../../../../components/app/task/containerDefinition";
import {
  type TaskTransform,
  transformedContainers,
} from "../../../../../components/app/task/taskTransform";

const web = containerDefinition({
  name: "web",
  image: "web@sha256:one",
  cpuUnits: 128,
  memoryMiB: 128,
  essential: true,
  port: 8080,
  logs: {
    group: "/slipway/test/main/web",
    region: "eu-west-1",
    prefix: "web",
    mode: "non-blocking",
  },
  networkMode: "bridge",
});

const refused = (transform: TaskTransform, sentence: string) => {
  assert.throws(() => transformedContainers("web", [web], transform), {
    message: `App "web": its task transform ${sentence} container "web". Containers and their images follow from the stack file and from releases; change them there.`,
  });
};

describe("a transform of a task", () => {
  it("adds to containers, and brings containers of its own", () => {
    const ulimits = [{ name: "nofile" as const, softLimit: 65536, hardLimit: 65536 }];
    const router = { name: "router", image: "router@sha256:two", memory: 64 };
    const containers = transformedContainers("web", [web], (task) => {
      for (const container of task.containers) {
        container.ulimits = ulimits;
      }
      task.containers.push(router);
    });
    assert.deepEqual(containers, [{ ...web, ulimits }, router]);
    assert.ok(!("ulimits" in web), "what was given stays as it is");
  });

  it("leaves images and names to the stack file and to releases", () => {
    refused(({ containers: [container] }) => {
      if (container) {
        container.image = "web@sha256:other";
      }
    }, 'sets the image "web@sha256:other" of');
    refused(({ containers: [container] }) => {
      if (container) {
        container.name = "app";
      }
    }, "removes or renames");
    refused(({ containers }) => {
      containers.pop();
    }, "removes or renames");
  });
});
