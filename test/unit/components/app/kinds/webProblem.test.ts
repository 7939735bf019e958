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
      "a slow start that is over at once",
      { app: { slowStartSeconds: 10 } },
      "slowStartSeconds must be an integer from 30 to 900, got 10.",
    ],
    [
      "a visitor that stays for more than a week",
      { app: { stickiness: { seconds: 604_801 } } },
      "stickiness.seconds must be an integer from 1 to 604800, got 604801.",
    ],
    [
      "a cookie of AWS's own",
      { app: { stickiness: { seconds: 60, cookie: "AWSALB" } } },
      'stickiness.cookie must be the name of a cookie of the app\'s own, got "AWSALB".',
    ],
    [
      "a check that may take as long as its interval",
      { app: { healthCheck: { ...healthCheck, timeoutSeconds: 5 } } },
      'healthCheck.timeoutSeconds must be below intervalSeconds, which is 5 (got "5").',
    ],
    [
      "more conditions than a rule can have",
      { app: { route: { paths: ["/a", "/b", "/c"], hosts: ["a.b", "c.d", "e.f"] } } },
      'route: a rule has at most 5 condition values, paths and hosts together (got "6"); let wildcards stand for several, such as *.example.com or /api/*.',
    ],
    [
      "status codes the wrong way round",
      { app: { healthCheck: { ...healthCheck, matcher: "299-200" } } },
      "healthCheck.matcher: the range 299-200 is the wrong way round; write 200-299.",
    ],
    [
      "a volume in the place of the container's own files",
      { app: { volumes: { data: {} }, mounts: { data: { path: "/", readOnly: false } } } },
      'path of mount of volume "data" in container "web": must not be the root of the container; choose a folder such as /data (got "/").',
    ],
    [
      "a volume that nothing mounts",
      { app: { volumes: { data: {} } } },
      'volume "data": is mounted by no container; add mounts: { data: { path: /… } } to one, or remove the volume.',
    ],
    [
      "a folder of the host on Fargate",
      {
        launch: "fargate",
        app: {
          volumes: { data: { hostPath: "/data" } },
          mounts: { data: { path: "/data", readOnly: false } },
        },
      },
      'hostPath of volume "data": needs hosts of your own, which Fargate does not have; use efs, or leave it out for a folder that dies with its task.',
    ],
    [
      "a deployment that can never progress",
      { app: { count: 1, deploy: { ...deploy, maximumPercent: 100 } } },
      "deploy: deployment can never progress: with count 1, 1 tasks must stay healthy (100 %) and only 1 may run (100 %); lower minimumHealthyPercent or raise maximumPercent.",
    ],
    [
      "a timeout that the pipeline does not have",
      { app: { deploy: { ...deploy, timeoutMinutes: 61 } } },
      "deploy.timeoutMinutes must be an integer from 5 to 60, got 61.",
    ],
    [
      "a strategy that it does not know",
      { app: { deploy: { ...deploy, strategy: "red-black" } } },
      'deploy.strategy "red-black" is not one of rolling, blue-green, linear, canary.',
    ],
    [
      "a shift of requests between tasks on EC2 hosts",
      { app: { deploy: { ...deploy, strategy: "canary" } } },
      'deploy.strategy: "canary" needs tasks with addresses of their own, which tasks on EC2 hosts do not have; use Fargate, or "rolling".',
    ],
    [
      "a shift that takes longer than the pipeline waits",
      {
        launch: "fargate",
        app: {
          cpuUnits: 256,
          memoryMiB: 512,
          deploy: { ...deploy, strategy: "blue-green", bakeMinutes: 46 },
        },
      },
      "deploy: a deployment may take 61 minutes, and a pipeline waits for 60: timeoutMinutes 15 + bakeMinutes 46; take off 1 or more.",
    ],
    [
      "a secret that is no ARN",
      { app: { secrets: { TOKEN: "hunter2" } } },
      'secret TOKEN must be the ARN of a Secrets Manager secret or an SSM parameter, got "hunter2".',
    ],
    [
      "sidecars that leave the app no memory",
      { app: { sidecars: { proxy: { cpuUnits: 0, memoryMiB: 125, essential: true } } } },
      "memoryMiB: containers need 131 MiB; task has 128 (the app's own container needs at least 6).",
    ],
    [
      "sidecars with more CPU than the task",
      { app: { sidecars: { proxy: { cpuUnits: 129, memoryMiB: 16, essential: true } } } },
      "cpuUnits: containers need 129 CPU units; task has 128.",
    ],
    [
      "a sidecar with the app's name",
      { app: { sidecars: { web: { cpuUnits: 0, memoryMiB: 16, essential: true } } } },
      'container "web" has the name of the app\'s own container; choose another.',
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
