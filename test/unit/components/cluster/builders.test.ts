import fc from "fast-check";
import assert from "node:assert/strict";

import { architectureOf, hostImage } from "../../../../aws/architecture";
import { elbName } from "../../../../aws/elbName";
import { fargateStrategy } from "../../../../components/cluster/fargateStrategy";
import { hostUserData } from "../../../../components/cluster/hostUserData";

describe("hostUserData", () => {
  it("writes the agent's settings and nothing secret", () => {
    assert.equal(
      hostUserData("staging-main"),
      `#!/bin/bash
cat >> /etc/ecs/ecs.config <<'SETTINGS'
ECS_CLUSTER=staging-main
ECS_DYNAMIC_HOST_PORT_RANGE=49153-65535
ECS_AWSVPC_BLOCK_IMDS=true
ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE=true
ECS_IMAGE_PULL_BEHAVIOR=once
SETTINGS
`,
    );
  });
});

describe("architectureOf", () => {
  const table: [string, "X86_64" | "ARM64"][] = [
    ["t3.small", "X86_64"],
    ["t4g.small", "ARM64"],
    ["c6gn.medium", "ARM64"],
    ["is4gen.large", "ARM64"],
    ["a1.large", "ARM64"],
    ["t4g.nano", "ARM64"],
    ["m7i-flex.large", "X86_64"],
    ["c7gn.metal", "ARM64"],
    ["r6gd.xlarge", "ARM64"],
    ["is4gen.medium", "ARM64"],
    ["a1.medium", "ARM64"],
    ["g4dn.xlarge", "X86_64"],
    ["g5.xlarge", "X86_64"],
    ["g5g.xlarge", "ARM64"],
    ["g6e.xlarge", "X86_64"],
    ["hpc7g.4xlarge", "ARM64"],
    ["m6a.large", "X86_64"],
    ["u-6tb1.metal", "X86_64"],
  ];
  for (const [instanceType, architecture] of table) {
    it(`takes ${instanceType} for ${architecture}`, () => {
      assert.equal(architectureOf(instanceType), architecture);
    });
  }

  it("decides the path of the hosts' image", () => {
    assert.equal(
      hostImage("X86_64"),
      "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
    );
    assert.equal(
      hostImage("ARM64"),
      "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id",
    );
  });
});

describe("fargateStrategy", () => {
  const table: [number, unknown][] = [
    [0, [{ capacityProvider: "FARGATE", weight: 1, base: 0 }]],
    [100, [{ capacityProvider: "FARGATE_SPOT", weight: 1, base: 0 }]],
    [
      50,
      [
        { capacityProvider: "FARGATE", weight: 1, base: 1 },
        { capacityProvider: "FARGATE_SPOT", weight: 1, base: 0 },
      ],
    ],
    [
      33,
      [
        { capacityProvider: "FARGATE", weight: 67, base: 1 },
        { capacityProvider: "FARGATE_SPOT", weight: 33, base: 0 },
      ],
    ],
  ];
  for (const [spotPercent, strategy] of table) {
    it(`puts ${spotPercent} % on spare capacity`, () => {
      assert.deepEqual(fargateStrategy(spotPercent), strategy);
    });
  }
});

describe("elbName", () => {
  it("is legal whatever its parts are", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 4 }), fc.array(fc.string()), (words, by) => {
        const name = elbName(words, by);
        assert.match(name, /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])$/);
        assert.doesNotMatch(name, /^internal-/i);
      }),
    );
  });

  it("changes with whatever forces a replacement, and with nothing else", () => {
    const name = elbName(["prod", "main", "web"], ["vpc-1", "instance", "8080"]);
    assert.match(name, /^prod-main-web-[0-9a-f]{8}$/);
    assert.equal(elbName(["prod", "main", "web"], ["vpc-1", "instance", "8080"]), name);
    assert.notEqual(elbName(["prod", "main", "web"], ["vpc-1", "ip", "8080"]), name);
    assert.notEqual(elbName(["prod", "main-web"], ["vpc-1", "instance", "8080"]), name);
  });

  it("keeps clear of the prefix that AWS keeps for itself", () => {
    assert.match(elbName(["internal", "main"], []), /^int-main-[0-9a-f]{8}$/);
  });
});
