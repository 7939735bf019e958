import assert from "node:assert/strict";

import { missingRecords } from "../../aws/acm";
import { entries as groups } from "../../aws/autoscaling";
import { entries as registries } from "../../aws/ecr";
import { functions as elb } from "../../aws/elb";
import { entries as identities } from "../../aws/iam";
import { timestamp } from "../../aws/iamRole";
import { entries as logs } from "../../aws/logs";
import { durationSeconds, retrying, waitFor } from "../../aws/retry";
import { policyText } from "../../aws/rolePolicies";
import { fqdn } from "../../aws/route53";
import { ruleOutputs, ruleRequest } from "../../aws/s3Lifecycle";
import { tagChanges, tagMap } from "../../aws/shapes";
import { sameStrategies } from "../../aws/strategies";
import { awsError, context, entryOf, fakeClients, functionOf, updated } from "./fakeClients";

describe("tags", () => {
  it("are read in both spellings, without those of AWS itself", () => {
    assert.deepEqual(
      tagMap([
        { Key: "a", Value: "1" },
        { Key: "aws:ecs:x", Value: "2" },
      ]),
      {
        a: "1",
      },
    );
    assert.deepEqual(tagMap([{ key: "b", value: "2" }]), { b: "2" });
  });

  it("are removed and written only where they differ", () => {
    assert.deepEqual(tagChanges({ a: "1", b: "2", c: "3" }, { a: "1", b: "9", d: "4" }), {
      removed: ["c"],
      written: { b: "9", d: "4" },
    });
  });
});

describe("waiting", () => {
  const quick = { seconds: 0.05, everySeconds: 0.01 };

  it("calls again while the refusal passes", async () => {
    let calls = 0;
    const answer = await retrying(
      () => ((calls += 1) < 3 ? Promise.reject(awsError("Busy")) : Promise.resolve("done")),
      (error) => (error as Error).name === "Busy",
      quick,
    );
    assert.deepEqual([answer, calls], ["done", 3]);
  });

  it("ends with the refusal itself, or with what was waited for", async () => {
    await assert.rejects(
      retrying(
        () => Promise.reject(awsError("Busy")),
        () => true,
        quick,
      ),
      { name: "Busy" },
    );
    await assert.rejects(
      waitFor("the moon", () => Promise.resolve(undefined), quick),
      /timeout while waiting for the moon/,
    );
  });

  it("reads the provider's durations", () => {
    assert.deepEqual(["0", "10m", "1h30m", "45s"].map(durationSeconds), [0, 600, 5400, 45]);
  });
});

describe("capacity provider strategies", () => {
  it("are a set in which an unsaid base or weight is 0", () => {
    const left = [{ capacityProvider: "a", weight: 1 }, { capacityProvider: "b" }];
    const right = [
      { capacityProvider: "b", base: 0, weight: 0 },
      { capacityProvider: "a", base: 0, weight: 1 },
    ];
    assert.equal(sameStrategies(left, right), true);
    assert.equal(sameStrategies(left, [{ capacityProvider: "a", weight: 2 }]), false);
  });
});

describe("Auto Scaling group", () => {
  it("is emptied before it is deleted, protected instances too, unless deletion is forced", async () => {
    const calls: string[] = [];
    let instances = [{ InstanceId: "i-1", ProtectedFromScaleIn: true }];
    let groupsLeft = 1;
    const clients = fakeClients({
      autoScaling: {
        describeAutoScalingGroups: () => ({
          AutoScalingGroups: groupsLeft > 0 ? [{ Instances: instances }] : [],
        }),
        updateAutoScalingGroup: ({ DesiredCapacity }: { DesiredCapacity: number }) => {
          calls.push(`capacity ${DesiredCapacity}`);
        },
        setInstanceProtection: ({ ProtectedFromScaleIn }: { ProtectedFromScaleIn: boolean }) => {
          calls.push(`protection ${String(ProtectedFromScaleIn)}`);
          instances = [];
        },
        deleteAutoScalingGroup: ({ ForceDelete }: { ForceDelete: boolean }) => {
          calls.push(`delete, force ${String(ForceDelete)}`);
          groupsLeft = 0;
        },
      },
    });
    const entry = entryOf(groups, "Group");
    await entry.delete(clients, "hosts", { forceDelete: false }, context);
    assert.deepEqual(calls, ["capacity 0", "protection false", "delete, force false"]);
    calls.length = 0;
    groupsLeft = 1;
    await entry.delete(clients, "hosts", { forceDelete: true }, context);
    assert.deepEqual(calls, ["delete, force true"]);
  });
});

describe("registry", () => {
  const entry = entryOf(registries, "Repository");

  it("is not deleted with its images, and says which switch would", async () => {
    const clients = fakeClients({
      ecr: {
        deleteRepository: () => {
          throw awsError("RepositoryNotEmptyException", "The repository is not empty");
        },
      },
    });
    await assert.rejects(entry.delete(clients, "web", {}, context), {
      name: "RepositoryNotEmptyException",
      message:
        "ECR Repository (web) not empty, consider using force_delete: The repository is not empty",
    });
  });

  it("takes exclusion filters only together with a mutability that has them", () => {
    const filters = [{ filter: "cache*", filterType: "WILDCARD" }];
    const problems = (imageTagMutability: string): number | undefined =>
      entry.validate?.({ imageTagMutability, imageTagMutabilityExclusionFilters: filters }).length;
    assert.equal(problems("IMMUTABLE"), 1);
    assert.equal(problems("IMMUTABLE_WITH_EXCLUSION"), 0);
    assert.equal(problems("SOMETIMES"), 1);
  });
});

describe("IAM", () => {
  it("returns documents in URL encoding", () => {
    assert.equal(policyText("%7B%22a%22%3A1%7D"), '{"a":1}');
    assert.equal(policyText('{"a":1}'), '{"a":1}');
  });

  it("knows times to the second", () => {
    assert.equal(timestamp(new Date("2026-01-02T03:04:05.678Z")), "2026-01-02T03:04:05Z");
  });

  it("finds an attachment by role and policy, whose ARN has slashes of its own", async () => {
    const policyArn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";
    const clients = fakeClients({
      iam: { listAttachedRolePolicies: () => ({ AttachedPolicies: [{ PolicyArn: policyArn }] }) },
    });
    const entry = entryOf(identities, "RolePolicyAttachment");
    const id = `web/${policyArn}`;
    assert.deepEqual(await entry.read(clients, id, {}), { role: "web", policyArn });
    assert.equal(await entry.read(clients, "web/arn:aws:iam::aws:policy/Other", {}), undefined);
  });
});

describe("log group", () => {
  it("never expires with a retention of 0", async () => {
    const calls: string[] = [];
    const clients = fakeClients({
      logs: {
        deleteRetentionPolicy: () => calls.push("removed"),
        putRetentionPolicy: ({ retentionInDays }: { retentionInDays: number }) =>
          calls.push(`${retentionInDays} days`),
      },
    });
    const entry = entryOf(logs, "LogGroup");
    await updated(entry, clients, "web", { retentionInDays: 0 }, { retentionInDays: 7 });
    await updated(entry, clients, "web", { retentionInDays: 30 }, { retentionInDays: 0 });
    assert.deepEqual(calls, ["removed", "30 days"]);
  });
});

describe("lifecycle of a bucket", () => {
  it("survives the way to S3 and back", () => {
    const rule = {
      id: "logs",
      status: "Enabled",
      filter: { prefix: "edge/" },
      expiration: { days: 30 },
      noncurrentVersionExpiration: { noncurrentDays: 7 },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 3 },
      transitions: [{ days: 10, storageClass: "GLACIER" }],
    };
    const request = ruleRequest(rule);
    assert.deepEqual(request["Filter"], { Prefix: "edge/" });
    assert.deepEqual(ruleOutputs(request as never), rule);
  });

  it("always has a filter for S3", () => {
    assert.deepEqual(ruleRequest({ id: "all", status: "Enabled" })["Filter"], {});
  });
});

describe("names in a zone", () => {
  it("get the zone's name unless they have it", () => {
    const zone = { Name: "example.com." };
    assert.equal(fqdn("web", zone), "web.example.com");
    assert.equal(fqdn("web.example.com.", zone), "web.example.com");
    assert.equal(fqdn("", zone), "example.com");
  });
});

describe("certificate validation", () => {
  it("names the records that are missing", () => {
    const found = {
      DomainValidationOptions: [
        {
          DomainName: "example.com",
          ResourceRecord: { Name: "_x.example.com.", Type: "CNAME" as const, Value: "v" },
        },
      ],
    };
    assert.deepEqual(missingRecords(found, ["_x.example.com"]), []);
    assert.deepEqual(missingRecords(found, ["other"]), [
      "missing example.com DNS validation record: _x.example.com",
    ]);
  });
});

describe("account of the load balancers' logs", () => {
  const getServiceAccount = functionOf(elb, "getServiceAccount");

  it("is known by region", async () => {
    const found = await getServiceAccount.invoke(fakeClients({}), {});
    assert.equal(found["arn"], "arn:aws:iam::156460612806:root");
  });

  it("does not exist in regions that opened later", async () => {
    await assert.rejects(getServiceAccount.invoke(fakeClients({}), { region: "eu-south-2" }), {
      message: "unsupported ELB Service Account Region (eu-south-2)",
    });
  });
});
