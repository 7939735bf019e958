import assert from "node:assert/strict";

import {
  type ActionExecution,
  type PipelineExecution,
} from "../../../../delivery/aws/codePipeline";
import { type RolledBackDeployment, type Service, type Task } from "../../../../delivery/aws/ecs";
import { failedDeploymentReason } from "../../../../delivery/pipeline";
import { handle, type World } from "../../../../functions/failureReport/handle";
import { definition, serviceState } from "../../delivery/deployment/fakeWorld";
import {
  action,
  at,
  before,
  execution,
  newImage,
  oldImage,
  ours,
} from "../../delivery/deployment/looks";
import { stopped } from "../../delivery/deployment/stoppedTask";
import { memoryLog } from "../trigger/fakes";

const rolledBack = {
  time: "2026-11-02T12:01:00Z",
  source: "aws.ecs",
  "detail-type": "ECS Deployment State Change",
  resources: ["arn:aws:ecs:eu-west-1:111122223333:service/prod-main/prod-main-web"],
  detail: {
    eventName: "SERVICE_DEPLOYMENT_FAILED",
    deploymentId: "ecs-svc/2",
    reason: "ECS deployment circuit breaker: tasks failed to start.",
  },
};

function stageFailed(stage: string, over: Readonly<Record<string, unknown>> = {}) {
  return {
    time: "2026-11-02T12:20:00Z",
    source: "aws.codepipeline",
    "detail-type": "CodePipeline Stage Execution State Change",
    detail: {
      pipeline: "deployment-prod-main-web",
      "execution-id": "e2",
      stage,
      state: "FAILED",
      ...over,
    },
  };
}

interface Given {
  readonly event: unknown;
  readonly service?: Service;
  readonly record?: readonly RolledBackDeployment[];
  readonly tasks?: readonly Task[];
  readonly logLines?: readonly string[];
  readonly executions?: readonly PipelineExecution[];
  readonly actions?: readonly ActionExecution[];
  readonly file?: string;
  readonly stack?: () => Promise<never>;
  readonly publish?: () => Promise<void>;
}

const afterwards = serviceState([before(), ours({ status: "ACTIVE", rolloutState: "FAILED" })]);

function given({ event, ...options }: Given) {
  const notices: (readonly [string, string])[] = [];
  const log = memoryLog();
  const unexpected = () => Promise.reject(new Error("reporting only reads"));
  const world: World = {
    sources: {
      services: {
        service: () => Promise.resolve(options.service ?? afterwards),
        definition: (arn) =>
          Promise.resolve(definition(arn, { web: arn.endsWith(":1") ? oldImage : newImage })),
        rolledBack: () => Promise.resolve(options.record ?? []),
        tasks: (_at, status) =>
          Promise.resolve(status === "STOPPED" ? (options.tasks ?? [stopped()]) : []),
        stopDeployment: unexpected,
      },
      targets: { health: () => Promise.resolve([]) },
      logs: { tail: () => Promise.resolve(options.logLines ?? ["listening", "no database"]) },
      pipelines: {
        executions: async function* () {
          yield* await Promise.resolve(options.executions ?? [execution()]);
        },
        actions: () => Promise.resolve(options.actions ?? []),
      },
      file: () =>
        Promise.resolve(options.file ?? JSON.stringify([{ name: "web", imageUri: newImage }])),
    },
    topic: {
      publish: async (subject, message) => {
        await options.publish?.();
        notices.push([subject, message]);
      },
    },
    parameterName: "/slipway/prod",
    stack:
      options.stack ??
      (() =>
        Promise.resolve({
          project: "slipway",
          stack: "prod",
          region: "eu-west-1",
          repository: "deployment",
          branch: "prod",
          imageRepositories: "shop-prod/",
          topicArn: "arn:aws:sns:eu-west-1:111122223333:notices",
          clusters: { main: { name: "prod-main", apps: { web: { "/web": ["web"] } } } },
        })),
    log,
  };
  return { run: () => handle(JSON.stringify(event), world), notices, log: log.lines };
}

async function told(options: Given): Promise<readonly [subject: string, message: string]> {
  const { run, notices } = given(options);
  await run();
  const [notice] = notices;
  assert.ok(notice !== undefined && notices.length === 1, `${notices.length} notices`);
  return notice;
}

describe("the report to the topic", () => {
  it("of a deployment that ECS gave up is the report of the command line, short", async () => {
    const [subject, message] = await told({ event: rolledBack });
    assert.equal(subject, "Rolled back: main/web on prod");
    assert.equal(
      message,
      [
        "main/web on prod, commit c2",
        "",
        "The deployment of web@bbbbbbbbbbbb to main/web was rolled back: ECS deployment circuit breaker: tasks failed to start. web@aaaaaaaaaaaa runs.",
        "",
        "Likely cause",
        '  The container "web" ended with exit code 1: the app gave up; its last lines say why.',
        "  Run the image on your machine with the same environment, and read its log.",
        "",
        "Tasks",
        "  4f1e stopped: Essential container in task exited",
        "    web: exit code 1",
        "",
        "Last lines of web (/slipway/prod/main/web, web/web/4f1e)",
        "  | listening",
        "  | no database",
        "",
        "Next",
        "  slipway logs main/web --stack prod",
        `  slipway verify main/web --stack prod --image ${newImage}`,
        "",
      ].join("\n"),
    );
  });

  it("names the key of the stack file", async () => {
    const containers = [
      { name: "web", exitCode: 137, reason: "OutOfMemoryError", health: undefined },
    ];
    const [, message] = await told({ event: rolledBack, tasks: [stopped({ containers })] });
    assert.match(message, /Raise memoryMiB of the app and run pulumi up/);
  });

  it("has few lines of the log, printable and without credentials", async () => {
    const logLines = [
      ...Array.from({ length: 30 }, (_, index) => `line ${index}.`),
      "\u001b[31mpassword=hunter2hunter2\u001b[0m",
    ];
    const [, message] = await told({ event: rolledBack, logLines });
    assert.doesNotMatch(message, /hunter2|line 25\./);
    assert.ok(!message.includes("\u001b"));
    assert.match(message, /line 26\.[^]*\[hidden\]/);
  });

  it("finds in ECS's record what ECS has forgotten of the deployment", async () => {
    const service = serviceState([before()]);
    const record = [
      { createdAt: at(6), taskDefinition: "prod-main-web:2", images: {}, reason: "it went back" },
    ];
    const [, message] = await told({ event: rolledBack, service, record });
    assert.match(message, /^main\/web on prod, commit c2\n\nThe deployment of web@bbbbbbbbbbbb/);
  });

  it("names the commit of the execution that was abandoned meanwhile", async () => {
    const executions = [
      execution({ id: "e3", commitId: "c3", startedAt: at(30) }),
      execution({ status: "Stopped", summary: failedDeploymentReason("ecs-svc/2") }),
    ];
    const [, message] = await told({ event: rolledBack, executions });
    assert.match(message, /^main\/web on prod, commit c2\n/);
  });

  it("of a stage that failed says what the pipeline says", async () => {
    const error = { code: "JobFailed", message: "container api does not exist" };
    const [subject, message] = await told({
      event: stageFailed("Deploy"),
      executions: [execution({ status: "Failed" })],
      actions: [action("Deploy", { status: "Failed", error })],
    });
    assert.equal(subject, "Failed: main/web on prod");
    assert.match(message, /failed in the pipeline, stage Deploy: container api does not exist\./);
    assert.match(message, /Likely cause\n {2}The commit names the container "api"/);
    assert.match(message, /Next\n {2}slipway diff main\/web --stack prod\n/);
  });

  it("of a stage that failed with a deployment that ECS gave up is not sent twice", async () => {
    const { run, notices, log } = given({
      event: stageFailed("Deploy"),
      record: [
        { createdAt: at(6), taskDefinition: undefined, images: { web: newImage }, reason: "" },
      ],
    });
    await run();
    assert.deepEqual(notices, []);
    assert.match(log.join("\n"), /^nothing to report /);
  });

  it("tells an approval that ran out of time from one that a person refused", async () => {
    const actions = [action("Approval", { status: "Failed", summary: "not on a Friday" })];
    const [subject, refused] = await told({ event: stageFailed("Approval"), actions });
    assert.equal(subject, "Rejected: main/web on prod");
    assert.match(refused, /was rejected: not on a Friday\./);
    const late = { ...stageFailed("Approval"), time: "2026-11-09T12:00:06Z" };
    const [, expired] = await told({ event: late, actions });
    assert.match(expired, /stage Approval: nobody decided within 7 days\./);
  });

  it("is of use although the commit has no right file", async () => {
    const [, message] = await told({ event: stageFailed("Source"), file: "not JSON" });
    assert.match(
      message,
      /^main\/web on prod, commit c2\n\nThe deployment of nothing to main\/web/,
    );
  });

  it("is what the event says where no report can be made", async () => {
    const stack = () => Promise.reject(new Error("AccessDenied for token=abcdefgh12345678"));
    const [subject, message] = await told({ event: rolledBack, stack });
    assert.equal(subject, "Failed: prod-main-web on prod");
    assert.match(
      message,
      /^ECS gave up the deployment ecs-svc\/2 of the service prod-main-web: ECS/,
    );
    assert.match(message, /No report could be made: AccessDenied/);
    assert.match(message, /slipway status --stack prod/);
    assert.doesNotMatch(message, /abcdefgh12345678/);
    const [, ofStage] = await told({ event: stageFailed("Deploy"), stack });
    assert.match(ofStage, /^The stage Deploy of the pipeline deployment-prod-main-web failed\./);
  });

  it("has a subject that SNS takes, whatever is in it", async () => {
    const pipeline = `deployment-${"é".repeat(120)}`;
    const stack = () => Promise.reject(new Error("not now"));
    const [subject] = await told({ event: stageFailed("Deploy", { pipeline }), stack });
    assert.match(subject, /^[ -~]{100}$/);
  });

  it("is not sent for a service or a pipeline that is no app of the stack", async () => {
    const other = { ...rolledBack, resources: ["arn:aws:ecs:eu-west-1:111122223333:service/a/b"] };
    for (const event of [other, stageFailed("Deploy", { pipeline: "another" })]) {
      const { run, notices } = given({ event });
      await run();
      assert.deepEqual(notices, []);
    }
  });

  it("comes again when the topic could not be told", async () => {
    const publish = () => Promise.reject(new Error("throttled"));
    await assert.rejects(given({ event: rolledBack, publish }).run(), /throttled/);
  });

  it("is refused for any other event, so that it is seen", async () => {
    const completed = { ...rolledBack, detail: { eventName: "SERVICE_DEPLOYMENT_COMPLETED" } };
    for (const event of [completed, stageFailed("Deploy", { state: "SUCCEEDED" }), null]) {
      await assert.rejects(given({ event }).run(), /is not that of a/);
    }
  });
});
