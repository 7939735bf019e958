import assert from "node:assert/strict";

import { warningIn } from "../../../../components/delivery/deployPipeline";
import { type Graph } from "../../../support/graph";
import { everythingBefore, jsonOf, recordOf } from "../../../support/invariants/read";
import { app, deliveryOf, image, region, type DeliveryChange } from "./deliveryFixture";

const types = {
  pipeline: "aws:codepipeline/pipeline:Pipeline",
  invocation: "aws:lambda/invocation:Invocation",
  rule: "aws:cloudwatch/eventRule:EventRule",
  target: "aws:cloudwatch/eventTarget:EventTarget",
  parameter: "aws:ssm/parameter:Parameter",
  repository: "aws:codecommit/repository:Repository",
  queue: "aws:sqs/queue:Queue",
  policy: "aws:iam/rolePolicy:RolePolicy",
  function: "aws:lambda/function:Function",
} as const;

describe("Delivery", () => {
  let graph: Graph;

  before(async () => {
    graph = await deliveryOf();
  });

  it("makes service, first commit, pipeline and rules in this order", () => {
    const urn = (type: string, name: string) => graph.node(type, name).urn;
    const commit = graph.node(types.invocation, "delivery-main-web-commit");
    const pipeline = graph.node(types.pipeline, "delivery-main-web-pipeline");
    for (const service of ["web", "api"]) {
      assert.ok(everythingBefore(graph, commit).has(urn("aws:ecs/service:Service", service)));
    }
    assert.ok(everythingBefore(graph, pipeline).has(commit.urn));
    const policy = urn(types.policy, "delivery-main-web-policy");
    assert.ok(everythingBefore(graph, pipeline).has(policy));
    for (const name of ["delivery-trigger-commits-rule", "delivery-trigger-commits-schedule"]) {
      const before = everythingBefore(graph, graph.node(types.rule, name));
      const pipelines = graph.ofType(types.pipeline).map((one) => one.urn);
      assert.ok(pipelines.length === 2 && pipelines.every((one) => before.has(one)), name);
    }
    const deployed = graph.node(types.parameter, "delivery-trigger-deployed");
    assert.ok(everythingBefore(graph, deployed).has(pipeline.urn));
  });

  it("describes the stack before an app is up, and lists the apps once they are", () => {
    const parameter = graph.node(types.parameter, "delivery-trigger-parameter");
    const services = graph.ofType("aws:ecs/service:Service").map(({ urn }) => urn);
    const before = everythingBefore(graph, parameter);
    assert.ok(services.length === 2 && services.every((urn) => !before.has(urn)));
    const { inputs } = graph.node(types.parameter, "delivery-trigger-deployed");
    assert.deepEqual(
      [inputs.name, inputs.type, inputs.value],
      ["/slipway/prod/deployed", "StringList", "main/api,main/web"],
    );
  });

  it("waits for all services of an image with the first of its commits alone", () => {
    const [first, second] = ["web", "api"].map((key) =>
      graph.node(types.invocation, `delivery-main-${key}-commit`),
    );
    const services = graph.ofType("aws:ecs/service:Service").map(({ urn }) => urn);
    const named = (node = first) => services.filter((urn) => node?.dependencies.includes(urn));
    assert.deepEqual(named(first), services);
    assert.deepEqual(named(second), []);
    assert.ok(first !== undefined && second?.dependencies.includes(first.urn));
  });

  it("commits the stack's image through a function that may write this branch only", () => {
    const { inputs } = graph.node(types.invocation, "delivery-main-web-commit");
    assert.deepEqual(jsonOf(inputs.input), {
      stack: "prod",
      cluster: "main",
      app: "web",
      images: { web: image },
    });
    const { variables } = recordOf(
      graph.node(types.function, "delivery-deployment-commit-function").inputs.environment,
    );
    assert.deepEqual(variables, { REPOSITORY: "deployment", BRANCH: "prod" });
  });

  it("gives each app a pipeline of type V2 in which the newest commit wins", () => {
    const { inputs } = graph.node(types.pipeline, "delivery-main-web-pipeline");
    assert.equal(inputs.name, "deployment-prod-main-web");
    assert.equal(inputs.pipelineType, "V2");
    assert.equal(inputs.executionMode, "SUPERSEDED");
    assert.equal(inputs.triggers, undefined);
  });

  it("keeps the repository, whatever happens to the stack", () => {
    const repository = graph.node(types.repository, "delivery-deployment-repository");
    assert.equal(repository.inputs.repositoryName, "deployment");
    assert.ok(repository.protect && repository.retainOnDelete);
  });

  it("puts commits and the schedule into one queue, in one group, and keeps what fails", () => {
    const targets = graph
      .ofType(types.target)
      .filter(({ name }) => name.startsWith("delivery-trigger-commits-"));
    assert.deepEqual(targets.map(({ name, inputs }) => [name, inputs.sqsTarget]).sort(), [
      ["delivery-trigger-commits-rule-target", { messageGroupId: "deployments" }],
      ["delivery-trigger-commits-schedule-target", { messageGroupId: "deployments" }],
    ]);
    const { inputs } = graph.node(types.queue, "delivery-trigger-commits-queue");
    assert.equal(inputs.fifoQueue, true);
    assert.equal(inputs.contentBasedDeduplication, true);
    assert.equal(recordOf(jsonOf(inputs.redrivePolicy)).maxReceiveCount, 6);
    const mapping = graph.node(
      "aws:lambda/eventSourceMapping:EventSourceMapping",
      "delivery-trigger-messages",
    );
    assert.deepEqual(mapping.inputs.functionResponseTypes, ["ReportBatchItemFailures"]);
    // AWS refuses a queue whose messages come back before the function can have ended.
    const { timeout } = graph.node(types.function, "delivery-trigger-start-function").inputs;
    assert.ok(Number(inputs.visibilityTimeoutSeconds) > Number(timeout));
  });

  it("listens to this branch of this repository, and to failures of these pipelines and clusters", () => {
    const pattern = (name: string) => jsonOf(graph.node(types.rule, name).inputs.eventPattern);
    assert.deepEqual(recordOf(pattern("delivery-trigger-commits-rule")).detail, {
      event: ["referenceCreated", "referenceUpdated"],
      referenceType: ["branch"],
      referenceName: ["prod"],
    });
    assert.deepEqual(recordOf(pattern("delivery-trigger-failures-stages")).detail, {
      pipeline: [{ prefix: "deployment-prod-" }],
      state: ["FAILED"],
    });
    assert.deepEqual(recordOf(pattern("delivery-trigger-failures-deployments")).resources, [
      { prefix: `arn:aws:ecs:${region}:000000000000:service/prod-main/` },
    ]);
  });

  it("has nothing about single apps in the environment or the policy of the trigger", () => {
    const { environment } = graph.node(types.function, "delivery-trigger-start-function").inputs;
    const { policy } = graph.node(types.policy, "delivery-trigger-start-policy").inputs;
    assert.doesNotMatch(JSON.stringify([environment, policy]), /web|api/);
  });

  it("tells the function that clears up after failed deployments where its stack is described", () => {
    const { inputs } = graph.node(types.function, "delivery-trigger-failures-deregister-function");
    assert.deepEqual(recordOf(inputs.environment).variables, { STACK_PARAMETER: "/slipway/prod" });
  });

  it("puts failures into one queue, in which an event that comes twice is there once", () => {
    const reports = "delivery-trigger-failures-reports";
    const targets = ["stages", "deployments"].map((rule) => {
      const { inputs } = graph.node(
        types.target,
        `delivery-trigger-failures-${rule}-notice-target`,
      );
      return [inputs.arn, inputs.sqsTarget];
    });
    const queue = graph.node(types.queue, `${reports}-queue`);
    const [arn] = targets[0] ?? [];
    assert.match(String(arn), /failures-reports-queue/);
    const target = [arn, { messageGroupId: "failures" }];
    assert.deepEqual(targets, [target, target]);
    const { inputs } = queue;
    assert.deepEqual([inputs.fifoQueue, inputs.contentBasedDeduplication], [true, true]);
    assert.equal(recordOf(jsonOf(inputs.redrivePolicy)).maxReceiveCount, 3);
    const report = graph.node(types.function, `${reports}-report-function`).inputs;
    assert.ok(Number(inputs.visibilityTimeoutSeconds) > Number(report.timeout));
    assert.equal(recordOf(recordOf(report.environment).variables).STACK_PARAMETER, "/slipway/prod");
    const mapping = graph.node(
      "aws:lambda/eventSourceMapping:EventSourceMapping",
      `${reports}-messages`,
    );
    assert.deepEqual([mapping.inputs.eventSourceArn, mapping.inputs.batchSize], [arn, 1]);
  });

  it("describes the stack in one parameter", () => {
    const { inputs } = graph.node(types.parameter, "delivery-trigger-parameter");
    assert.equal(inputs.name, "/slipway/prod");
    const value = recordOf(jsonOf(inputs.value));
    assert.deepEqual(value.clusters, {
      main: { name: "prod-main", apps: { web: { "/hello": ["api", "web"] } } },
    });
    assert.equal(value.imageRepositories, "slipway-prod/");
  });

  it("has the same code in every run", async () => {
    const codeOf = (one: Graph) => one.ofType(types.function).map(({ inputs }) => inputs.code);
    assert.deepEqual(codeOf(await deliveryOf()), codeOf(graph));
    assert.equal(codeOf(graph).length, 4);
  });
});

describe("a repository that another stack owns", () => {
  it("is used and not made", async () => {
    const arn = `arn:aws:codecommit:${region}:000000000000:deployment`;
    const graph = await deliveryOf({ existing: { arn, cloneUrl: "https://example.com" } });
    assert.deepEqual(graph.ofType(types.repository), []);
    const { policy } = graph.node(types.policy, "delivery-deployment-commit-policy").inputs;
    assert.ok(JSON.stringify(policy).includes(arn));
    const { outputs } = graph.node("slipway:delivery:Delivery", "delivery");
    assert.equal(outputs?.cloneUrl, "https://example.com");
  });
});

describe("what Delivery refuses", () => {
  const refused = (change: DeliveryChange, sentence: RegExp) =>
    assert.rejects(deliveryOf(change), sentence);

  it("a timeout that the deploy action does not take", () =>
    refused(
      { apps: [app("main", "web", { timeoutMinutes: 61 })] },
      /timeoutMinutes must be an integer from 1 to 60, got 61/,
    ));

  it("artifacts that go at once", () =>
    refused({ artifactRetentionDays: 0 }, /artifactRetentionDays must be .* at least 1, got 0/));

  it("more names than the parameter holds", () =>
    refused(
      {
        apps: Array.from({ length: 120 }, (_, index) => app("main", `${"a".repeat(70)}${index}`)),
      },
      /120 apps with names this long do not fit into one SSM parameter of 8192 bytes/,
    ));
});

describe("the answer of the function that commits", () => {
  it("may have a warning", () => {
    assert.equal(warningIn('{"result":"kept","warning":"Ann did"}'), "Ann did");
    assert.equal(warningIn('{"result":"committed"}'), undefined);
  });
});
