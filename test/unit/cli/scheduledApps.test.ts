import assert from "node:assert/strict";

import { releaseImage } from "../../../cli/release/release";
import { rollBack } from "../../../cli/release/rollback";
import { type AppStatus } from "../../../cli/status/appStatus";
import { answering, connectionTo, shop, typed } from "../../support/cli";
import { commitId, historyOf, image, release } from "../../support/cliFixtures";
import { FakeCloud } from "./release/fakeCloud";
import { image as webImage, plainly, run } from "./release/shop";

const clusters = { main: { name: "staging-main", apps: { scheduled: { "/report": ["report"] } } } };
const revision = "arn:aws:ecs:eu-west-1:111122223333:task-definition/staging-main-report:7";

/** A stack with a scheduled app at rest. */
function connectionWith(changes: Parameters<typeof answering>[0] = {}) {
  const ecs = answering({
    DescribeTaskDefinitionCommand: () => ({
      taskDefinition: {
        taskDefinitionArn: revision,
        registeredAt: new Date("2026-11-20T11:56:00Z"),
        requiresCompatibilities: ["FARGATE"],
        containerDefinitions: [
          {
            name: "report",
            image: image("report", "a"),
            logConfiguration: {
              logDriver: "awslogs",
              options: {
                "awslogs-group": "/slipway/staging/main/report",
                "awslogs-stream-prefix": "report",
              },
            },
          },
        ],
      },
    }),
    ListTasksCommand: () => ({ taskArns: [] }),
    ...changes,
  });
  const codePipeline = answering({
    ListPipelineExecutionsCommand: () => ({
      pipelineExecutionSummaries: [
        {
          pipelineExecutionId: "e-1",
          status: "Succeeded",
          startTime: new Date("2026-11-20T11:55:02Z"),
          sourceRevisions: [{ actionName: "Revision", revisionId: commitId("a") }],
        },
      ],
    }),
  });
  const logs = answering({
    FilterLogEventsCommand: () => ({
      events: [
        {
          eventId: "1",
          timestamp: Date.parse("2026-11-20T12:00:00Z"),
          logStreamName: "report/report/0123456789abcdef",
          message: "report is written",
        },
      ],
    }),
  });
  const scheduler = answering({
    GetScheduleCommand: () => ({
      ScheduleExpression: "cron(30 3 * * ? *)",
      ScheduleExpressionTimezone: "Europe/Berlin",
      CreationDate: new Date("2026-01-01T00:00:00Z"),
      State: "ENABLED",
    }),
    ...changes,
  });
  return connectionTo(
    { ...shop, clusters },
    {
      clients: {
        ecs: () => Promise.resolve(ecs as never),
        codePipeline: () => Promise.resolve(codePipeline as never),
        logs: () => Promise.resolve(logs as never),
        scheduler: () => Promise.resolve(scheduler as never),
      },
      store: historyOf({ "main/report/revision.json": [release("report", "a")] }),
    },
  );
}

const see = (line: string, changes?: Parameters<typeof connectionWith>[0]) =>
  typed(line, { connect: () => Promise.resolve(connectionWith(changes)) });

describe("a scheduled app", () => {
  it("is in the table of slipway status with the tasks that run, of which none is wanted", async () => {
    const { code, stdout } = await see("status");
    assert.equal(code, 0);
    const [, row = ""] = stdout.split("\n").slice(2);
    assert.match(row, /^main\/report +report@a{12} +a{7} +succeeded +– +0 +– *$/);
  });

  it("has a page that says what the next run is of", async () => {
    const { stdout } = await see("status report");
    assert.match(stdout, /kind +scheduled/);
    assert.match(stdout, /tasks +0 running$/m);
    assert.match(stdout, /definition +.*staging-main-report:7/);
    assert.doesNotMatch(stdout, /deployment|wanted/);
  });

  it("has a page that says when it runs next", async () => {
    const pageOf = async (answer: object) =>
      (
        await see("status report", {
          GetScheduleCommand: () => ({
            ScheduleExpression: "cron(30 3 * * ? *)",
            ScheduleExpressionTimezone: "Europe/Berlin",
            CreationDate: new Date("2026-01-01T00:00:00Z"),
            ...answer,
          }),
        })
      ).stdout;
    assert.match(
      await pageOf({}),
      /next run +2026-11-21 02:30:00Z \(cron\(30 3 \* \* \? \*\) Europe\/Berlin\)/,
    );
    assert.match(await pageOf({ State: "DISABLED" }), /next run +none: disabled \(cron/);
    const past = { ScheduleExpression: "at(2026-11-01T00:00:00)" };
    assert.match(await pageOf(past), /next run +never again \(at\(/);
    const gone = () => {
      throw Object.assign(new Error("gone"), { name: "ResourceNotFoundException" });
    };
    const { stdout } = await see("status report", { GetScheduleCommand: gone });
    assert.match(stdout, /next run +none: the schedule is gone; pulumi up makes it/);
    const { stdout: json } = await see("status report --json");
    const { apps } = JSON.parse(json) as { apps: AppStatus[] };
    assert.deepEqual(apps[0]?.schedule, {
      expression: "cron(30 3 * * ? *)",
      timezone: "Europe/Berlin",
      enabled: true,
      nextRun: "2026-11-21T02:30:00.000Z",
    });
  });

  it("says what is missing before the first update", async () => {
    const gone = {
      DescribeTaskDefinitionCommand: () => {
        throw Object.assign(new Error("Unable to describe"), { name: "ClientException" });
      },
    };
    const { stdout } = await see("status report --json", gone);
    const { apps } = JSON.parse(stdout) as { apps: AppStatus[] };
    assert.deepEqual(apps[0]?.notes, [{ says: "has no task definition; pulumi up makes it" }]);
    const { code, stderr } = await see("logs report", gone);
    assert.equal(code, 2);
    assert.match(stderr, /main\/report has no task definition "staging-main-report"\./);
  });

  it("has a history, in which the commit that the next run is of is marked", async () => {
    const { code, stdout } = await see("history report --json");
    assert.equal(code, 0);
    const { releases } = JSON.parse(stdout) as {
      releases: { live: boolean; outcome: { state: string } }[];
    };
    assert.deepEqual(
      releases.map(({ live, outcome }) => [live, outcome.state]),
      [[true, "succeeded"]],
    );
  });

  it("has logs", async () => {
    const { stdout } = await see("logs report --since 1h");
    assert.match(stdout, /01234567 report report is written/);
  });

  const place = { kind: "scheduled" };

  it("is released by a revision that its next run is of", async () => {
    const cloud = new FakeCloud().ran(webImage("a"));
    const request = { ...plainly, image: webImage("b"), verify: true };
    const { code, out, err, did } = await run(releaseImage, cloud, request, { place });
    assert.equal(code, 0, out);
    assert.deepEqual(did, ["commit Release web@bbbbbbbbbbbb"]);
    assert.match(out, /main\/web runs web@b{12} from its next run on \(\d+ s\)\./);
    assert.match(err, /Register the revision/);
    assert.doesNotMatch(err, /Replace the tasks|takes about/);
  });

  it("is rolled back by another commit", async () => {
    const cloud = new FakeCloud().ran(webImage("a")).ran(webImage("b"));
    const request = { ...plainly, wish: { steps: 1 } };
    const { code, out } = await run(rollBack, cloud, request, { place });
    assert.equal(code, 0, out);
    assert.match(out, /main\/web runs web@a{12} from its next run on/);
  });
});
