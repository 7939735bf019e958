import * as aws from "@pulumi/aws";
import assert from "node:assert/strict";

import { readRunning, type RunningApp } from "../../../../components/app/running";
import { type CallMocks, graphOf } from "../../../support/graph";
import {
  appOf,
  asRegistered,
  built,
  containersOf,
  definitionToken,
  definitionType,
  parameterToken,
  running,
  serviceToken,
  serviceType,
  unknownImage,
} from "./fixtures";

describe("the drift rule", () => {
  it("deploys the configured image to a service that does not exist", async () => {
    const [graph] = await appOf();
    assert.deepEqual(
      containersOf(graph).map(({ image }) => image),
      [built],
    );
  });

  it("keeps the image that the service runs now", async () => {
    const [graph] = await appOf({ calls: running({ web: "web@sha256:live" }) });
    assert.deepEqual(
      containersOf(graph).map(({ image }) => image),
      ["web@sha256:live"],
    );
  });

  it("takes a service that was deleted for one that does not exist", async () => {
    const [graph] = await appOf({ calls: running({ web: "web@sha256:gone" }, "INACTIVE") });
    assert.deepEqual(
      containersOf(graph).map(({ image }) => image),
      [built],
    );
  });

  it("takes a service that never came up for one that does not exist: its image may be what is wrong", async () => {
    const started = ["(service test-main-web) has started 2 tasks: (task 1) (task 2)."];
    const calls = running({ web: "web@sha256:broken" }, "ACTIVE", [], started);
    const [graph] = await appOf({ calls });
    assert.deepEqual(
      containersOf(graph).map(({ image }) => image),
      [built],
    );
  });

  it("reads under the provider of the component", async () => {
    const [graph] = await appOf({ calls: running({ web: "web@sha256:live" }) });
    assert.deepEqual(
      graph.calls.map(({ token }) => token),
      [serviceToken, definitionToken],
    );
    for (const { provider } of graph.calls) {
      assert.match(provider, /pulumi:providers:aws::explicit::/);
    }
  });

  it("knows in a preview what runs, though the configured image is still to be built", async () => {
    const calls = running({ web: "web@sha256:live" });
    const [graph] = await appOf({ calls, preview: true, args: unknownImage });
    assert.deepEqual(
      containersOf(graph).map(({ image }) => image),
      ["web@sha256:live"],
    );
  });

  it("registers nothing and leaves the service where it is when only the image is another one", async () => {
    const calls = await asRegistered(() => "web@sha256:released");
    const [graph] = await appOf({ calls });
    const definition = graph.node(definitionType, "main-web-task-definition");
    assert.deepEqual(definition.ignoreChanges, [
      "containerDefinitions",
      "networkMode",
      "requiresCompatibilities",
      "runtimePlatform",
      "executionRoleArn",
      "taskRoleArn",
      "volumes",
      "cpu",
      "memory",
      "tags",
      "tagsAll",
    ]);
    const service = graph.node(serviceType, "main-web-service");
    assert.deepEqual(service.ignoreChanges, ["taskDefinition"]);
    // A service that is replaced for another reason starts with what runs.
    assert.match(String(service.inputs.taskDefinition), /task-definition\/test-main-web:7$/);
    assert.deepEqual(service.propertyDependencies.taskDefinition, [definition.urn]);
  });

  it("registers a revision and moves the service when anything else differs", async () => {
    const calls = await asRegistered(() => "web@sha256:released");
    const [graph] = await appOf({ calls, app: { memoryMiB: 256 } });
    const definition = graph.node(definitionType, "main-web-task-definition");
    assert.deepEqual(definition.ignoreChanges, []);
    // Even if the state holds the wanted revision already, as after a deployment that ECS took back.
    assert.deepEqual(definition.inputs.tags, { "slipway:base": "ecs-svc/7" });
    assert.deepEqual(definition.replaceOnChanges, ["tags"]);
    assert.deepEqual(graph.node(serviceType, "main-web-service").ignoreChanges, []);
    assert.deepEqual(
      containersOf(graph).map(({ image, memory }) => [image, memory]),
      [["web@sha256:released", 256]],
    );
  });

  it("takes back what someone changed in AWS: the configuration says what runs, but for the image", async () => {
    const calls = await asRegistered(() => "web@sha256:released");
    const tampered: CallMocks = {
      ...calls,
      [definitionToken]: async (inputs) => ({
        ...(await calls[definitionToken]?.(inputs)),
        taskRoleArn: "arn:aws:iam::000000000000:role/someone-elses",
      }),
    };
    const [graph] = await appOf({ calls: tampered });
    assert.deepEqual(graph.node(definitionType, "main-web-task-definition").ignoreChanges, []);
  });

  it("makes a service that was deleted outside of Pulumi again with what was released last", async () => {
    const [graph] = await appOf({
      calls: {
        [parameterToken]: () => ({
          value: "main/api,main/web",
        }),
        [definitionToken]: ({ taskDefinition }) => {
          assert.equal(taskDefinition, "test-main-web", "the newest revision of the family");
          return {
            containerDefinitions: JSON.stringify([{ name: "web", image: "web@sha256:released" }]),
          };
        },
      },
    });
    assert.deepEqual(
      containersOf(graph).map(({ image }) => image),
      ["web@sha256:released"],
    );
    assert.deepEqual(graph.node(serviceType, "main-web-service").ignoreChanges, []);
  });

  it("asks nothing more where the first update failed half-way: no parameter lists the app", async () => {
    const [graph] = await appOf();
    assert.deepEqual(
      graph.calls.map(({ token }) => token),
      [serviceToken, parameterToken],
    );
  });

  describe("of an app without a service", () => {
    const listing = (value: string): CallMocks => ({ [parameterToken]: () => ({ value }) });
    const newest: CallMocks = {
      [definitionToken]: ({ taskDefinition }) => {
        assert.equal(taskDefinition, "test-main-job");
        return {
          arn: "arn:aws:ecs:eu-west-1:0:task-definition/test-main-job:7",
          containerDefinitions: JSON.stringify([{ name: "job", image: "job@sha256:released" }]),
        };
      },
    };

    async function readJob(calls: CallMocks) {
      let found: RunningApp | undefined;
      const graph = await graphOf(
        async () => {
          const provider = new aws.Provider("explicit", { region: "eu-west-1" });
          const clusters = { main: { apps: { job: { kind: "scheduled" } } } };
          found = (await readRunning("test", clusters, { provider })).of("main", "job");
        },
        { calls },
      );
      return { found, calls: graph.calls.map(({ token }) => token) };
    }

    it("reads the newest revision, which its next run is of, and asks for no service", async () => {
      const { found, calls } = await readJob({ ...listing("main/job"), ...newest });
      assert.deepEqual(found?.live?.images, { job: "job@sha256:released" });
      assert.equal(found.live.arn, "arn:aws:ecs:eu-west-1:0:task-definition/test-main-job:7");
      assert.equal(found.live.base, found.live.arn);
      assert.equal(found.live.service, undefined);
      assert.deepEqual(calls, [parameterToken, definitionToken]);
    });

    it("reads nothing of an earlier life: revisions outlive their stack", async () => {
      const { found, calls } = await readJob(listing("main/other"));
      assert.deepEqual(found, { live: undefined });
      assert.deepEqual(calls, [parameterToken]);
    });

    it("is new where its revisions were deleted", async () => {
      const gone: CallMocks = {
        [definitionToken]: () => {
          throw new Error("reading ECS Task Definition (test-main-job): couldn't find resource");
        },
      };
      const { found } = await readJob({ ...listing("main/job"), ...gone });
      assert.deepEqual(found, { live: undefined });
    });
  });

  const failures: [string, CallMocks, RegExp][] = [
    [
      "the service cannot be read",
      {
        [serviceToken]: () => {
          throw new Error("reading ECS Service: operation error ECS: AccessDeniedException");
        },
      },
      /^Nothing is changed:\nService "test-main-web" of cluster "test-main": cannot read what runs now\. .*AccessDeniedException/,
    ],
    [
      "its task definition cannot be read",
      {
        ...running({}),
        [definitionToken]: () => {
          throw new Error("reading ECS Task Definition (x): ExpiredTokenException");
        },
      },
      /cannot read what runs now\. .*ExpiredTokenException/,
    ],
    [
      "its task definition is no list of containers",
      { ...running({}), [definitionToken]: () => ({ containerDefinitions: "{}" }) },
      /cannot read what runs now\. The task definition has no list of containers\./,
    ],
  ];
  for (const [title, calls, message] of failures) {
    it(`stops when ${title}`, async () => {
      await assert.rejects(appOf({ calls }), { message });
    });
  }
});
