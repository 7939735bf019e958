import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { serviceDeployments, type ServiceDeployments } from "../../gateway/ecs/serviceDeployments";
import { type Deployment } from "../../gateway/ecs/snapshot";
import { type AwsEvent } from "../../gateway/events/awsEvent";
import { ServiceError } from "../../gateway/serviceError";
import { FakeClock, rest } from "../codepipeline/fakes";
import { completed, deployment, serviceArn, snapshot } from "./fixtures";

type Answer = Record<string, Record<string, unknown>[]>;

describe("service deployments", () => {
  let folder = "";
  let seen: readonly Deployment[] = [];
  let looks = 0;
  let clock = new FakeClock();
  let events: AwsEvent[] = [];
  let asked: string[] = [];
  let refusal: ServiceError | undefined;
  const made = (): ServiceDeployments =>
    serviceDeployments({
      file: join(folder, "serviceDeployments.json"),
      account: "000000000000",
      region: "eu-west-1",
      ecs: (action, _region, input) => {
        asked.push(action);
        if (action === "DescribeServices") {
          looks += 1;
          return Promise.resolve(
            JSON.stringify({ services: seen.length === 0 ? [] : [snapshot(seen)] }),
          );
        }
        if (action === "StopServiceDeployment") {
          assert.deepEqual(input, {
            cluster: "test-main",
            service: "test-main-web",
            deployment: "ecs-svc/2",
          });
          if (refusal !== undefined) {
            return Promise.reject(refusal);
          }
          seen = [
            deployment(1, { runningCount: 2 }),
            deployment(2, { status: "ACTIVE", rolloutState: "FAILED" }),
          ];
        }
        const containerDefinitions = [{ name: "web", image: "local/web@sha256:1" }];
        return Promise.resolve(JSON.stringify({ taskDefinition: { containerDefinitions } }));
      },
      imagesToAws: (body) => body.replaceAll("local/", "aws/"),
      events: { emit: (event) => void events.push(event) },
      clock,
      report: (sentence) => {
        throw new Error(sentence);
      },
    });
  const ask = async (
    service: ServiceDeployments,
    action: string,
    input: object,
  ): Promise<{ status: number; body: Answer & { message?: string } }> => {
    const request = { service: "ecs", action, protocol: "json", accessKey: "a" } as const;
    const answer = await service.answer({ ...request, region: "eu-west-1" }, JSON.stringify(input));
    assert.ok(answer, `${action} is served`);
    return { status: answer.status, body: JSON.parse(answer.body) as Answer };
  };
  const list = (service: ServiceDeployments, input: object = {}) =>
    ask(service, "ListServiceDeployments", { cluster: "test-main", service: serviceArn, ...input });
  const names = () => events.map(({ detail }) => detail["eventName"]);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-ecs-"));
    seen = [deployment(1, completed)];
    looks = 0;
    clock = new FakeClock();
    events = [];
    asked = [];
    refusal = undefined;
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("leave all other operations to the emulator", async () => {
    const request = { service: "ecs", protocol: "json", accessKey: "a", region: "r" } as const;
    assert.equal(await made().answer({ ...request, action: "DescribeServices" }, "{}"), undefined);
  });

  it("are listed newest first, by status and page by page", async () => {
    const service = made();
    await list(service);
    seen = [deployment(2), deployment(1, { ...completed, status: "ACTIVE" })];
    const { body } = await list(service);
    assert.deepEqual(
      body["serviceDeployments"]?.map(({ status }) => status),
      ["IN_PROGRESS", "SUCCESSFUL"],
    );
    const one = await list(service, { status: ["SUCCESSFUL"] });
    assert.equal(one.body["serviceDeployments"]?.length, 1);
    const first = await list(service, { maxResults: 1 });
    const second = await list(service, { maxResults: 1, nextToken: first.body["nextToken"] });
    assert.deepEqual(
      second.body["serviceDeployments"]?.map(({ status }) => status),
      ["SUCCESSFUL"],
    );
  });

  it("refuse a page's token that they did not give as ECS does", async () => {
    const { status, body } = await list(made(), { nextToken: "bm90aGluZw" });
    assert.deepEqual([status, body["__type"]], [400, "InvalidParameterException"]);
  });

  it("are not found where there is no service", async () => {
    seen = [];
    const { status, body } = await list(made());
    assert.equal(status, 400);
    assert.equal(body["__type"], "ServiceNotFoundException");
  });

  it("are described with the revisions that they go from and to, with the images' names on AWS", async () => {
    const service = made();
    await list(service);
    seen = [deployment(2), deployment(1, { ...completed, status: "ACTIVE" })];
    const [newest] = (await list(service)).body["serviceDeployments"] ?? [];
    const arn = String(newest?.["serviceDeploymentArn"]);
    assert.match(
      arn,
      /^arn:aws:ecs:eu-west-1:000000000000:service-deployment\/test-main\/test-main-web\/\w{21}$/,
    );
    const missing = arn.replace(/\w+$/, "nothing");
    const described = await ask(service, "DescribeServiceDeployments", {
      serviceDeploymentArns: [arn, missing],
    });
    assert.deepEqual(described.body["failures"], [{ arn: missing, reason: "MISSING" }]);
    const [found] = described.body["serviceDeployments"] ?? [];
    assert.deepEqual(found?.["deploymentCircuitBreaker"], {
      status: "MONITORING",
      failureCount: 0,
      threshold: 3,
    });
    const target = String(newest?.["targetServiceRevisionArn"]);
    const revisions = await ask(service, "DescribeServiceRevisions", {
      serviceRevisionArns: [target],
    });
    const [revision] = revisions.body["serviceRevisions"] ?? [];
    assert.equal(revision?.["taskDefinition"], "web:2");
    assert.deepEqual(revision["containerImages"], [
      { containerName: "web", image: "aws/web@sha256:1", imageDigest: "sha256:1" },
    ]);
  });

  it("are followed after a call that began one, until it has ended, and no longer", async () => {
    const service = made();
    service.note("UpdateService", JSON.stringify({ service: { serviceArn } }));
    seen = [deployment(2)];
    await rest();
    seen = [deployment(2, completed)];
    await clock.advance(1000);
    assert.deepEqual(names(), ["SERVICE_DEPLOYMENT_IN_PROGRESS", "SERVICE_DEPLOYMENT_COMPLETED"]);
    assert.equal(clock.waits, 0, "nobody looks any more");
  });

  it("are not followed for calls that begin none", async () => {
    made().note("DescribeServices", JSON.stringify({ services: [{ serviceArn }] }));
    await rest();
    assert.equal(looks, 0);
  });

  it("are followed again by a gateway that starts in the middle of one", async () => {
    seen = [deployment(2)];
    await list(made());
    assert.deepEqual(names(), ["SERVICE_DEPLOYMENT_IN_PROGRESS"]);
    seen = [deployment(2, completed)];
    made().resume();
    await rest();
    assert.deepEqual(names(), ["SERVICE_DEPLOYMENT_IN_PROGRESS", "SERVICE_DEPLOYMENT_COMPLETED"]);
  });

  describe("that are stopped", () => {
    const inProgress = async (): Promise<{ service: ServiceDeployments; arn: string }> => {
      const service = made();
      await list(service);
      seen = [deployment(2), deployment(1, { ...completed, status: "ACTIVE" })];
      const [newest] = (await list(service)).body["serviceDeployments"] ?? [];
      return { service, arn: String(newest?.["serviceDeploymentArn"]) };
    };
    const stop = (service: ServiceDeployments, serviceDeploymentArn: string, given = {}) =>
      ask(service, "StopServiceDeployment", { serviceDeploymentArn, ...given });

    it("go back to the last one that was complete", async () => {
      const { service, arn } = await inProgress();
      const { status, body } = await stop(service, arn, { stopType: "ROLLBACK" });
      assert.deepEqual([status, body["serviceDeploymentArn"]], [200, arn]);
      seen = [deployment(1, completed)];
      await clock.advance(1000);
      const [newest] = (await list(service)).body["serviceDeployments"] ?? [];
      assert.equal(newest?.["status"], "ROLLBACK_SUCCESSFUL");
      assert.equal(newest["statusReason"], "A rollback of the service deployment was requested.");
      assert.ok(!names().includes("SERVICE_DEPLOYMENT_FAILED"), names().join());
    });

    it("go on when the emulator refuses", async () => {
      const { service, arn } = await inProgress();
      refusal = new ServiceError("ConflictException", "There is nothing to go back to.");
      const { status, body } = await stop(service, arn);
      assert.deepEqual([status, body["__type"]], [400, "ConflictException"]);
      const [newest] = (await list(service)).body["serviceDeployments"] ?? [];
      assert.equal(newest?.["status"], "IN_PROGRESS");
    });

    const refusals: [string, (arn: string) => [string, object?], string][] = [
      ["is not known", (arn) => [`${arn}x`], "ServiceDeploymentNotFoundException"],
      ["has no such name", () => ["anything"], "ServiceDeploymentNotFoundException"],
      ["is to stay as it is", (arn) => [arn, { stopType: "ABORT" }], "UnsupportedFeatureException"],
    ];
    for (const [title, inputOf, code] of refusals) {
      it(`are refused when one ${title}`, async () => {
        const { service, arn } = await inProgress();
        const { body } = await stop(service, ...inputOf(arn));
        assert.equal(body["__type"], code);
        assert.ok(!asked.includes("StopServiceDeployment"));
      });
    }

    it("are refused when the deployment has ended", async () => {
      const { service, arn } = await inProgress();
      seen = [deployment(2, completed)];
      assert.equal((await stop(service, arn)).body["__type"], "ConflictException");
    });
  });
});
