import assert from "node:assert/strict";
import { appUrl } from "../../../../components/app/appUrl";
import { serviceTimeouts } from "../../../../components/app/deploymentTime";
import { fargateSizeProblem } from "../../../../components/app/fargateSize";

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
          deregistrationDelaySeconds: drain,
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

  const bad: [number, number, string][] = [
    [
      256,
      4096,
      "memoryMiB does not go with cpuUnits 256 on Fargate, got 4096; use 512, 1024 or 2048.",
    ],
    [
      512,
      1536,
      "memoryMiB does not go with cpuUnits 512 on Fargate, got 1536; use 1024 to 4096 in steps of 1024.",
    ],
    [
      8192,
      17408,
      "memoryMiB does not go with cpuUnits 8192 on Fargate, got 17408; use 16384 to 61440 in steps of 4096.",
    ],
    [
      128,
      512,
      "cpuUnits must be one of 256, 512, 1024, 2048, 4096, 8192, 16384 on Fargate, got 128.",
    ],
  ];
  for (const [cpuUnits, memoryMiB, sentence] of bad) {
    it(`refuses ${cpuUnits} units with ${memoryMiB} MiB`, () => {
      assert.equal(fargateSizeProblem(cpuUnits, memoryMiB), sentence);
    });
  }
});
