import assert from "node:assert/strict";

import { branchProblem, repositoryProblem } from "../../../aws/gitNames";
import { matcherProblem } from "../../../aws/healthCheck";
import { hostCountProblem, instanceTypeProblem, offeredMiB } from "../../../aws/instanceType";
import { routedAppsProblem, ruleProblem } from "../../../aws/listenerRule";
import { mountPathProblem, normalMountPath } from "../../../aws/mountPath";
import { waysOutProblem } from "../../../aws/network";
import { parseSecretArn, readableSecretArns } from "../../../aws/secretArn";
import { ownShare, shareProblems } from "../../../aws/taskShares";

describe("what AWS takes", () => {
  for (const type of [
    ...["t3.small", "t4g.nano", "t2.2xlarge", "m7i.large", "m7g.medium", "m7i-flex.large"],
    ...[
      "c7gn.16xlarge",
      "r8g.metal-24xl",
      "x2iedn.32xlarge",
      "u-6tb1.112xlarge",
      "u7i-12tb.224xlarge",
    ],
    ...["g4dn.xlarge", "inf2.xlarge", "trn1.32xlarge", "i4i.metal", "im4gn.large", "is4gen.medium"],
    ...["hpc7g.4xlarge", "a1.medium", "m3.medium", "dl1.24xlarge", "vt1.3xlarge", "z1d.large"],
  ]) {
    it(`the instance type ${type}`, () => {
      assert.equal(instanceTypeProblem(type), undefined);
    });
  }

  for (const type of ["constructor.small", "m7i.constructor", "m7i.toString"]) {
    it(`not the instance type ${type}`, () => {
      assert.notEqual(instanceTypeProblem(type), undefined);
      assert.equal(offeredMiB(type), undefined);
    });
  }

  it("as few hosts as the most", () => {
    assert.equal(hostCountProblem(3, 3), undefined);
    assert.notEqual(hostCountProblem(4, 3), undefined);
  });

  for (const branch of ["main", "staging", "release/1.2", "a-b_c", "v1.0", "locks/x", "HEADS"]) {
    it(`the branch ${branch}`, () => {
      assert.equal(branchProblem(branch), undefined);
    });
  }

  it("names of repositories with dots", () => {
    assert.deepEqual(["deployment", "a.b", ".github"].map(repositoryProblem), [
      undefined,
      undefined,
      undefined,
    ]);
    assert.ok([".", "..", "a.git"].every((name) => repositoryProblem(name) !== undefined));
  });

  for (const path of ["/data", "/var/lib/app/", "/dev/shm", "/proc-data", "/..data"]) {
    it(`the mount path ${path}`, () => {
      assert.equal(mountPathProblem(path), undefined);
    });
  }

  it("a mount path with slashes at its end for the same", () => {
    assert.equal(normalMountPath("/data//"), "/data");
    assert.equal(normalMountPath("/"), "/");
  });

  it("status codes in their order", () => {
    assert.deepEqual(["200", "200-299", "200,300-399", "200-200"].map(matcherProblem), [
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("five values and five wildcards in a rule, a hundred apps on a load balancer", () => {
    assert.equal(ruleProblem(["/a/*", "/b/*", "/c/*"], ["*.a.com", "*.b.com"]), undefined);
    assert.equal(ruleProblem(["/?????"], []), undefined);
    assert.match(ruleProblem(["/??????"], []) ?? "", /wildcards .* \(got "6"\)$/);
    assert.match(ruleProblem(["/1", "/2", "/3", "/4", "/5", "/6"], []) ?? "", /condition values/);
    assert.match(ruleProblem([], ["a.com"]) ?? "", /at least one path/);
    assert.equal(routedAppsProblem(100), undefined);
    assert.match(routedAppsProblem(101) ?? "", /^has 101 apps .* at most 100 .* move 1 or more/);
  });

  it("either way out of a new VPC, and none that is paid for nothing", () => {
    const closed = { natGateways: 0, endpoints: false, publicAddresses: false } as const;
    assert.equal(waysOutProblem(closed)?.key, "natGateways");
    assert.equal(waysOutProblem({ ...closed, endpoints: true }), undefined);
    assert.equal(waysOutProblem({ ...closed, natGateways: 1 }), undefined);
    assert.equal(waysOutProblem({ ...closed, publicAddresses: true }), undefined);
    const twice = { ...closed, publicAddresses: true, natGateways: "per-az" } as const;
    assert.equal(waysOutProblem(twice)?.key, "publicAddresses");
  });
});

describe("the share of an app's own container", () => {
  const task = { cpuUnits: 256, memoryMiB: 128 };

  it("is what the sidecars leave", () => {
    const sidecars = [{ cpuUnits: 56, memoryMiB: 28 }, { memoryMiB: 30 }];
    assert.deepEqual(ownShare(task, sidecars), { cpuUnits: 200, memoryMiB: 70 });
    assert.deepEqual(shareProblems(task, sidecars), []);
  });

  it("has at least six MiB, and no CPU that is not there", () => {
    assert.deepEqual(shareProblems(task, [{ cpuUnits: 256, memoryMiB: 122 }]), []);
    const keys = shareProblems(task, [{ cpuUnits: 257, memoryMiB: 123 }]).map(({ key }) => key);
    assert.deepEqual(keys, ["memoryMiB", "cpuUnits"]);
  });
});

describe("the ARN of a secret", () => {
  const secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/db";
  const parameter = "arn:aws:ssm:eu-west-1:123456789012:parameter/shop/db";

  it("is read without the key, stage and version that a task asks for", () => {
    assert.deepEqual(parseSecretArn(`${secret}-AbCdEf:password:AWSCURRENT:`), {
      store: "secret",
      region: "eu-west-1",
      bare: `${secret}-AbCdEf`,
    });
    assert.deepEqual(parseSecretArn(parameter), {
      store: "parameter",
      region: "eu-west-1",
      bare: parameter,
    });
  });

  for (const wrong of ["", "hunter2", `${secret}:key`, `${parameter}:a::`, "arn:aws:s3:::bucket"]) {
    it(`is not ${wrong === "" ? "nothing" : wrong}`, () => {
      assert.equal(parseSecretArn(wrong), undefined);
    });
  }

  it("is readable in both forms where it may be either", () => {
    assert.deepEqual(readableSecretArns({ bare: secret }), [`${secret}-??????`]);
    const either = `${secret}-master`;
    assert.deepEqual(readableSecretArns({ bare: either }), [either, `${either}-??????`]);
  });
});
