import assert from "node:assert/strict";

import { appOf, settings, type Setup } from "../fixtures";

describe("WebApp refuses", () => {
  const { healthCheck, deploy } = settings;
  const table: [string, Setup, string][] = [
    [
      "a port out of range",
      { app: { port: 70000 } },
      "port must be an integer from 1 to 65535, got 70000.",
    ],
    ["half a task", { app: { count: 1.5 } }, "count must be an integer from 0 to 5000, got 1.5."],
    [
      "a priority out of range",
      { args: () => ({ priority: 50001 }) },
      "priority must be an integer from 1 to 50000, got 50001.",
    ],
    [
      "a drain of more than an hour",
      { app: { deregistrationDelaySeconds: 3601 } },
      "deregistrationDelaySeconds must be an integer from 0 to 3600, got 3601.",
    ],
    [
      "a check that may take as long as its interval",
      { app: { healthCheck: { ...healthCheck, timeoutSeconds: 5 } } },
      "healthCheck.timeoutSeconds must be an integer from 2 to 4, got 5.",
    ],
    [
      "more conditions than a rule can have",
      { app: { route: { paths: ["/a", "/b", "/c"], hosts: ["a.b", "c.d", "e.f"] } } },
      "route needs at least one path, and at most 5 paths and hosts together, got 3 paths and 3 hosts.",
    ],
    [
      "a deployment that can never progress",
      { app: { count: 1, deploy: { ...deploy, maximumPercent: 100 } } },
      "a deployment can never progress: with count 1, deploy.minimumHealthyPercent 100 and deploy.maximumPercent 100 no task may stop and none may start. Raise the one or lower the other.",
    ],
    [
      "a time-out that the pipeline does not have",
      { app: { deploy: { ...deploy, timeoutMinutes: 61 } } },
      "deploy.timeoutMinutes must be an integer from 5 to 60, got 61.",
    ],
    [
      "a strategy that it does not know",
      { app: { deploy: { ...deploy, strategy: "canary" } } },
      'deploy.strategy "canary" is not available yet; use "rolling".',
    ],
    [
      "a secret that is no ARN",
      { app: { secrets: { TOKEN: "hunter2" } } },
      'secret TOKEN must be the ARN of a Secrets Manager secret or an SSM parameter, got "hunter2".',
    ],
    [
      "sidecars that leave the app no memory",
      { app: { sidecars: { proxy: { cpuUnits: 0, memoryMiB: 125, essential: true } } } },
      "memoryMiB is 128, of which the sidecars leave 3; a container needs at least 6.",
    ],
    [
      "sidecars with more CPU than the task",
      { app: { sidecars: { proxy: { cpuUnits: 129, memoryMiB: 16, essential: true } } } },
      "cpuUnits is 128, but the sidecars alone have 129. It counts the whole task.",
    ],
    [
      "a sidecar with the app's name",
      { app: { sidecars: { web: { cpuUnits: 0, memoryMiB: 16, essential: true } } } },
      'two containers have the name "web"; the app\'s own has that of the app. Rename one.',
    ],
    [
      "a size that Fargate does not have",
      { launch: "fargate" },
      "invalid Fargate cpu 128; use 256,512,1024,2048,4096,8192,16384,32768.",
    ],
  ];
  for (const [title, setup, sentence] of table) {
    it(title, async () => {
      await assert.rejects(appOf(setup), { message: `App "web": ${sentence}` });
    });
  }
});
