import assert from "node:assert/strict";

import { actingOf } from "../../gateway/functions/callResources";

const where = { account: "000000000000", region: "eu-west-1" };
const session = { role: "arn:aws:iam::000000000000:role/r", arn: "arn:aws:sts::000000000000:x" };

function acting(service: string, input: object, action = "A") {
  const request = { service, action, protocol: "json", accessKey: "k" } as const;
  const body = JSON.stringify(input);
  return actingOf(where, { ...request, region: undefined, session }, body);
}

describe("the call of a function", () => {
  const arn = (service: string, rest: string) =>
    `arn:aws:${service}:eu-west-1:000000000000:${rest}`;

  for (const [service, input, resources] of [
    ["codecommit", { repositoryName: "deployment" }, [arn("codecommit", "deployment")]],
    ["codecommit", {}, ["*"]],
    ["codepipeline", { name: "web" }, [arn("codepipeline", "web")]],
    ["codepipeline", { pipelineName: "web" }, [arn("codepipeline", "web")]],
    ["ecr", { repositoryName: "slipway/web" }, [arn("ecr", "repository/slipway/web")]],
    ["sqs", { QueueUrl: "http://localhost:1/0/a.fifo" }, [arn("sqs", "a.fifo")]],
    ["ssm", { Name: "/slipway/prod" }, [arn("ssm", "parameter/slipway/prod")]],
    [
      "ecs",
      { cluster: arn("ecs", "cluster/prod"), services: ["web", arn("ecs", "service/prod/api")] },
      [arn("ecs", "service/prod/web"), arn("ecs", "service/prod/api")],
    ],
    ["ecs", { cluster: "prod", service: "web" }, [arn("ecs", "service/prod/web")]],
    ["ecs", { taskDefinition: arn("ecs", "task-definition/web:1") }, ["*"]],
    [
      "ecs",
      { cluster: "prod", tasks: [arn("ecs", "task/prod/4f1e")] },
      [arn("ecs", "task/prod/4f1e")],
    ],
    [
      "logs",
      { logGroupName: "/slipway/prod/main/web", logStreamName: "web/web/4f1e" },
      [arn("logs", "log-group:/slipway/prod/main/web:log-stream:web/web/4f1e")],
    ],
    ["sns", { TopicArn: arn("sns", "t") }, [arn("sns", "t")]],
  ] as const) {
    it(`to ${service} is decided on ${resources.join(", ")}`, () => {
      assert.deepEqual(acting(service, input)?.resources, resources);
    });
  }

  for (const [action, input] of [
    ["RunTask", { cluster: "prod", taskDefinition: "report" }],
    ["RunTask", { cluster: "prod", taskDefinition: arn("ecs", "task-definition/report:7") }],
    ["RegisterTaskDefinition", { family: "report" }],
  ] as const) {
    it(`that is ${action} of ${JSON.stringify(input)} is decided on the family's revisions`, () => {
      assert.deepEqual(acting("ecs", input, action)?.resources, [
        arn("ecs", "task-definition/report:*"),
      ]);
    });
  }

  it("that asks for the health of targets is decided on no resource, although it names one", () => {
    const group = { TargetGroupArn: arn("elasticloadbalancing", "targetgroup/web/1") };
    assert.deepEqual(acting("elasticloadbalancing", group, "DescribeTargetHealth")?.resources, [
      "*",
    ]);
  });

  it("that lists tasks is decided on the hosts of the cluster", () => {
    assert.deepEqual(acting("ecs", { cluster: "prod" }, "ListTasks")?.resources, [
      arn("ecs", "container-instance/prod/*"),
    ]);
  });

  it("that is about tasks tells their cluster", () => {
    const conditions = { "ecs:cluster": arn("ecs", "cluster/prod") };
    for (const action of ["ListTasks", "RunTask"]) {
      assert.deepEqual(acting("ecs", { cluster: "prod" }, action)?.conditions, conditions);
    }
    assert.deepEqual(acting("ecs", { cluster: "prod" }, "DescribeServices")?.conditions, {});
  });

  it("to CodeCommit tells which branch it writes", () => {
    const write = { repositoryName: "deployment", branchName: "prod" };
    assert.deepEqual(acting("codecommit", write, "CreateCommit"), {
      role: session.role,
      resources: [arn("codecommit", "deployment")],
      conditions: { "codecommit:References": "refs/heads/prod" },
    });
  });

  it("to CodeCommit does not tell which branch it reads", () => {
    const read = { repositoryName: "deployment", branchName: "prod" };
    assert.deepEqual(acting("codecommit", read, "GetBranch")?.conditions, {});
  });

  it("is told from the call of another by its session", () => {
    const request = { service: "ssm", action: "A", protocol: "json", accessKey: "k" } as const;
    assert.equal(actingOf(where, { ...request, region: "eu-west-1" }, "{}"), undefined);
  });
});
