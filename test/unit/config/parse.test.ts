import assert from "node:assert/strict";

import { lines, parsed, withApp } from "./stack";

describe("a valid configuration", () => {
  it("has every default filled in", () => {
    const { config, problems } = parsed(withApp());
    assert.deepEqual(problems, []);
    assert.deepEqual(config?.clusters.main, {
      capacity: {
        type: "ec2",
        instanceType: "t3.small",
        min: 1,
        max: 4,
        targetCapacityPercent: 100,
        diskGiB: 30,
      },
      architecture: "X86_64",
      containerInsights: "enabled",
      loadBalancer: {
        internetFacing: true,
        sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
        idleTimeoutSeconds: 60,
        accessLogs: true,
        accessLogRetentionDays: 90,
        deletionProtection: true,
      },
      apps: {
        web: {
          kind: "web",
          image: "nginx:1.29",
          port: 80,
          cpuUnits: 256,
          memoryMiB: 512,
          dependsOn: {},
          connectsTo: [],
          exec: false,
          init: false,
          initContainers: {},
          logs: { mode: "non-blocking" },
          mounts: {},
          ulimits: {},
          permissions: [],
          policies: [],
          outbound: [],
          count: 2,
          environment: {},
          secrets: {},
          sidecars: {},
          volumes: {},
          readonlyRootFilesystem: false,
          stopTimeoutSeconds: 30,
          deregistrationDelaySeconds: 30,
          route: { paths: ["/*"], hosts: [] },
          healthCheck: {
            path: "/",
            intervalSeconds: 5,
            timeoutSeconds: 2,
            healthyThreshold: 2,
            unhealthyThreshold: 3,
            graceSeconds: 60,
            matcher: "200",
          },
          deploy: {
            strategy: "rolling",
            minimumHealthyPercent: 100,
            maximumPercent: 200,
            timeoutMinutes: 15,
            approval: false,
          },
        },
      },
    });
    assert.equal(config.protect, true);
    assert.equal(config.logRetentionDays, 30);
    assert.equal(config.network.natGateways, 1);
  });

  it("takes the empty mappings that Pulumi.yaml gives as defaults", () => {
    const values = { ...withApp(), network: {}, deployment: {}, images: {}, tags: {} };
    assert.deepEqual(parsed(values).config, parsed(withApp()).config);
  });

  it("names the branch after the stack unless one is given", () => {
    assert.equal(parsed(withApp(), { stack: "prod" }).config?.deployment.branch, "prod");
  });

  it("builds an image for the processor of the clusters that use it", () => {
    const cluster = (instanceType: string, image: string) => ({
      capacity: { type: "ec2", instanceType },
      loadBalancer: {},
      apps: { web: { kind: "web", image, port: 80 } },
    });
    const { config } = parsed({
      images: { a: { context: "." }, b: { context: "." }, unused: { context: "." } },
      clusters: { x: cluster("t3.small", "a"), y: cluster("c7gn.large", "b") },
    });
    assert.equal(config?.images.a?.platform, "linux/amd64");
    assert.equal(config.images.b?.platform, "linux/arm64");
    assert.equal(config.images.unused?.platform, "linux/amd64");
    assert.equal(config.clusters.y?.architecture, "ARM64");
  });

  it("may name an external image with a tag, a digest or both", () => {
    const digest = `sha256:${"0a".repeat(32)}`;
    for (const image of [
      "nginx:1.29",
      `nginx@${digest}`,
      `localhost:5000/a/b:1@${digest}`,
      "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app:v1",
    ]) {
      assert.deepEqual(lines(withApp({ image })), []);
    }
  });

  it("may stop all tasks of an app", () => {
    assert.deepEqual(lines(withApp({ count: 0, deploy: { maximumPercent: 100 } })), []);
  });

  it("keeps what is right of a configuration that is wrong elsewhere", () => {
    const { config, valid } = parsed({ ...withApp({ port: 0 }), images: { a: { context: "x" } } });
    assert.equal(config, undefined);
    assert.equal(valid.images?.a?.context, "x");
    const app = valid.clusters?.main?.apps?.web;
    assert.ok(app?.kind === "web");
    assert.equal(app.image, "nginx:1.29");
    assert.equal(app.port, undefined);
  });
});
