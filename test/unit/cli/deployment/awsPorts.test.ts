import assert from "node:assert/strict";

import { awsLogs, awsTargets } from "../../../../cli/deployment/awsEvidence";
import { awsPipelines } from "../../../../cli/deployment/awsPipelines";
import { awsServices } from "../../../../cli/deployment/awsServices";
import { answering } from "../../../support/cli";
import { at } from "./looks";

const place = { cluster: "prod-main", service: "prod-main-web" };
const summaryOf = (pipelineExecutionId: string) => ({
  pipelineExecutionId,
  status: "InProgress",
  startTime: at(0),
  sourceRevisions: [{ actionName: "Revision", revisionId: `commit of ${pipelineExecutionId}` }],
});

function refusing(name: string) {
  return () => {
    throw Object.assign(new Error(name), { name });
  };
}

describe("pipelines in CodePipeline", () => {
  it("are read page by page, as far as they are wanted", async () => {
    const client = answering({
      ListPipelineExecutionsCommand: ({ nextToken }: { nextToken?: string }) =>
        nextToken === undefined
          ? { pipelineExecutionSummaries: [summaryOf("e3"), summaryOf("e2")], nextToken: "more" }
          : { pipelineExecutionSummaries: [summaryOf("e1")] },
    });
    const found: string[] = [];
    for await (const { commitId } of awsPipelines(client).executions("p")) {
      found.push(commitId ?? "");
      if (found.length === 1) {
        assert.equal(client.asked.length, 1);
      }
    }
    assert.deepEqual(found, ["commit of e3", "commit of e2", "commit of e1"]);
  });

  it("tell the error of an action", async () => {
    const errorDetails = { code: "JobFailed", message: "container wbe does not exist" };
    const client = answering({
      ListActionExecutionsCommand: () => ({
        actionExecutionDetails: [
          {
            stageName: "Deploy",
            actionName: "Deploy",
            status: "Failed",
            startTime: at(5),
            output: { executionResult: { externalExecutionSummary: "failed", errorDetails } },
          },
        ],
      }),
    });
    const [action] = await awsPipelines(client).actions("p", "e1");
    assert.deepEqual(action?.error, errorDetails);
    assert.equal(action.summary, "failed");
  });

  it("are started at a commit", async () => {
    const client = answering({
      StartPipelineExecutionCommand: () => ({ pipelineExecutionId: "e4" }),
    });
    assert.equal(await awsPipelines(client).start("p", "c4"), "e4");
    assert.deepEqual(client.asked[0]?.input, {
      name: "p",
      sourceRevisions: [{ actionName: "Revision", revisionType: "COMMIT_ID", revisionValue: "c4" }],
    });
  });

  it("count as abandoned when they ended by themselves meanwhile", async () => {
    const StopPipelineExecutionCommand = refusing("PipelineExecutionNotStoppableException");
    await awsPipelines(answering({ StopPipelineExecutionCommand })).abandon("p", "e1", "why");
    const denied = answering({ StopPipelineExecutionCommand: refusing("AccessDeniedException") });
    await assert.rejects(awsPipelines(denied).abandon("p", "e1", "why"), /AccessDenied/);
  });
});

describe("services in ECS", () => {
  it("do not exist when they are inactive, or their cluster is gone", async () => {
    const inactive = answering({
      DescribeServicesCommand: () => ({ services: [{ status: "INACTIVE" }] }),
    });
    assert.equal(await awsServices(inactive).service(place), undefined);
    const gone = answering({ DescribeServicesCommand: refusing("ClusterNotFoundException") });
    assert.equal(await awsServices(gone).service(place), undefined);
    const denied = answering({ DescribeServicesCommand: refusing("AccessDeniedException") });
    await assert.rejects(awsServices(denied).service(place), /AccessDenied/);
  });

  it("never pass on what a task's environment or secrets say", async () => {
    const client = answering({
      DescribeTaskDefinitionCommand: () => ({
        taskDefinition: {
          containerDefinitions: [
            {
              name: "web",
              image: "web:1",
              environment: [{ name: "KEY", value: "s3cr3t" }],
              secrets: [{ name: "DB", valueFrom: "arn:secret" }],
              logConfiguration: {
                options: { "awslogs-group": "g", "awslogs-stream-prefix": "p" },
              },
            },
          ],
        },
      }),
    });
    const definition = await awsServices(client).definition("web:1");
    assert.doesNotMatch(JSON.stringify(definition), /s3cr3t|arn:secret/);
    assert.deepEqual(definition.containers[0]?.logs, { group: "g", prefix: "p" });
  });

  it("tell what was taken back since then, and why", async () => {
    const brief = (status: string, seconds: number, arn: string) => ({
      status,
      createdAt: at(seconds),
      statusReason: "tasks failed to start",
      targetServiceRevisionArn: arn,
    });
    const client = answering({
      ListServiceDeploymentsCommand: () => ({
        serviceDeployments: [
          brief("SUCCESSFUL", 30, "r3"),
          brief("ROLLBACK_SUCCESSFUL", 20, "r2"),
          brief("ROLLBACK_SUCCESSFUL", -20, "r1"),
        ],
      }),
      DescribeServiceRevisionsCommand: () => ({
        serviceRevisions: [{ serviceRevisionArn: "r2", taskDefinition: "prod-main-web:2" }],
      }),
    });
    assert.deepEqual(await awsServices(client).takenBack(place, at(0)), [
      { taskDefinition: "prod-main-web:2", createdAt: at(20), reason: "tasks failed to start" },
    ]);
  });

  it("go on where ECS keeps no list of deployments", async () => {
    const client = answering({
      ListServiceDeploymentsCommand: refusing("UnknownOperationException"),
    });
    assert.deepEqual(await awsServices(client).takenBack(place, at(0)), []);
    assert.equal(await awsServices(client).stopDeployment(place), false);
  });

  it("are asked to go back only while a deployment is under way", async () => {
    const list = (status: string) => () => ({
      serviceDeployments: [{ status, serviceDeploymentArn: "d1" }],
    });
    const running = answering({
      ListServiceDeploymentsCommand: list("IN_PROGRESS"),
      StopServiceDeploymentCommand: () => ({}),
    });
    assert.equal(await awsServices(running).stopDeployment(place), true);
    assert.deepEqual(running.asked[1]?.input, { serviceDeploymentArn: "d1", stopType: "ROLLBACK" });
    const over = answering({ ListServiceDeploymentsCommand: list("SUCCESSFUL") });
    assert.equal(await awsServices(over).stopDeployment(place), false);
  });

  it("have tasks on more than one page", async () => {
    const arns = Array.from({ length: 130 }, (_, index) => `task/${index}`);
    const client = answering({
      ListTasksCommand: ({ nextToken }: { nextToken?: string }) =>
        nextToken === undefined
          ? { taskArns: arns.slice(0, 100), nextToken: "more" }
          : { taskArns: arns.slice(100) },
      DescribeTasksCommand: ({ tasks }: { tasks: readonly string[] }) => {
        assert.ok(tasks.length <= 100);
        return { tasks: tasks.map((taskArn) => ({ taskArn })) };
      },
    });
    const tasks = await awsServices(client).tasks(place, "STOPPED");
    assert.deepEqual(
      tasks.map(({ arn }) => arn),
      arns,
    );
  });

  it("have no tasks without asking for none", async () => {
    const client = answering({ ListTasksCommand: () => ({ taskArns: [] }) });
    assert.deepEqual(await awsServices(client).tasks(place, "STOPPED"), []);
  });
});

describe("target groups and logs", () => {
  it("have AWS's own delay where none was set", async () => {
    const client = answering({
      DescribeTargetGroupsCommand: () => ({ TargetGroups: [{ HealthCheckIntervalSeconds: 5 }] }),
      DescribeTargetGroupAttributesCommand: () => ({ Attributes: [] }),
    });
    const { intervalSeconds, deregistrationDelaySeconds } =
      await awsTargets(client).settings("group");
    assert.deepEqual([intervalSeconds, deregistrationDelaySeconds], [5, 300]);
  });

  it("have no lines where a container never wrote any", async () => {
    const client = answering({ GetLogEventsCommand: refusing("ResourceNotFoundException") });
    assert.deepEqual(await awsLogs(client).tail("group", "stream", 5), []);
  });
});
