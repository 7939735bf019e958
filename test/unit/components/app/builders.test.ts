import assert from "node:assert/strict";

import { deploymentRoom } from "../../../../aws/deploymentLimits";
import { fargateSizeProblem } from "../../../../aws/fargateSize";
import { appUrl } from "../../../../components/app/service/appUrl";
import { serviceTimeouts } from "../../../../components/app/service/rollout";

describe("appUrl", () => {
  const table: [string, string, string[], string[], string][] = [
    ["the balancer's name", "http://lb.example.com", [], ["/*"], "http://lb.example.com/"],
    ["its first path", "http://lb", [], ["/api/*", "/*"], "http://lb/api/"],
    [
      "its first host without wildcards",
      "https://lb",
      ["*.x.com", "a.x.com"],
      ["/*"],
      "https://a.x.com/",
    ],
    [
      "the balancer where all hosts are wildcards",
      "https://lb",
      ["*.x.com"],
      ["/*"],
      "https://lb/",
    ],
    [
      "the port of a local balancer",
      "http://lb.localhost:4566",
      ["a.x.com"],
      ["/v?/*"],
      "http://a.x.com:4566/v",
    ],
  ];
  for (const [title, balancer, hosts, paths, url] of table) {
    it(`leads to ${title}`, () => {
      assert.equal(appUrl(balancer, hosts, paths), url);
    });
  }
});

describe("serviceTimeouts", () => {
  const table: [number, number, number, string, string][] = [
    [15, 30, 30, "16m", "11m"],
    [15, 300, 30, "21m", "16m"],
    [5, 3600, 120, "67m", "72m"],
    [60, 0, 2, "61m", "11m"],
  ];
  for (const [timeoutMinutes, drain, stop, change, deletion] of table) {
    it(`gives a drain of ${drain} s and a stop of ${stop} s ${change}, and a delete ${deletion}`, () => {
      assert.deepEqual(
        serviceTimeouts({
          timeoutMinutes,
          drainSeconds: drain,
          stopTimeoutSeconds: stop,
        }),
        { create: change, update: change, delete: deletion },
      );
    });
  }
});

describe("fargateSizeProblem", () => {
  const good: [number, number][] = [
    [256, 512],
    [256, 2048],
    [512, 3072],
    [512, 4096],
    [1024, 2048],
    [4096, 30720],
    [8192, 20480],
    [16384, 122880],
  ];
  for (const [cpuUnits, memoryMiB] of good) {
    it(`knows ${cpuUnits} units with ${memoryMiB} MiB`, () => {
      assert.equal(fargateSizeProblem(cpuUnits, memoryMiB), undefined);
    });
  }

  const bad: [number, number, "cpuUnits" | "memoryMiB", string][] = [
    [256, 4096, "memoryMiB", "invalid Fargate cpu/memory 256/4096; for 256 use 512,1024,2048"],
    [
      512,
      1536,
      "memoryMiB",
      "invalid Fargate cpu/memory 512/1536; for 512 use 1024,2048,3072,4096",
    ],
    [
      8192,
      17408,
      "memoryMiB",
      "invalid Fargate cpu/memory 8192/17408; for 8192 use 16384 to 61440 in steps of 4096",
    ],
    [
      8192,
      20000,
      "memoryMiB",
      "invalid Fargate cpu/memory 8192/20000; for 8192 use 16384 to 61440 in steps of 4096",
    ],
    [128, 512, "cpuUnits", "invalid Fargate cpu 128; use 256,512,1024,2048,4096,8192,16384,32768"],
  ];
  for (const [cpuUnits, memoryMiB, key, sentence] of bad) {
    it(`refuses ${cpuUnits} units with ${memoryMiB} MiB`, () => {
      assert.deepEqual(fargateSizeProblem(cpuUnits, memoryMiB), { key, sentence });
    });
  }
});

describe("deploymentRoom", () => {
  const table: [count: number, min: number, max: number, must: number, may: number, ok: boolean][] =
    [
      [0, 100, 100, 0, 0, true],
      [1, 0, 100, 0, 1, true],
      [1, 50, 100, 1, 1, false],
      [1, 100, 150, 1, 1, false],
      [1, 100, 200, 1, 2, true],
      [2, 50, 100, 1, 2, true],
      [3, 100, 133, 3, 3, false],
      [4, 100, 125, 4, 5, true],
    ];
  for (const [count, min, max, mustRun, mayRun, canProgress] of table) {
    it(`keeps ${mustRun} to ${mayRun} of ${count} at ${min} to ${max} %, ${canProgress ? "and moves" : "forever"}`, () => {
      assert.deepEqual(deploymentRoom(count, min, max), { mustRun, mayRun, canProgress });
    });
  }
});
