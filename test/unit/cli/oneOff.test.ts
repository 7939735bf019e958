import assert from "node:assert/strict";

import { answering, connectionTo, MemoryIo, shop, typed } from "../../support/cli";
import { service } from "../../support/cliFixtures";

const arn = "arn:aws:ecs:eu-west-1:111122223333:task/staging-main/0123456789abcdef";
const network = { awsvpcConfiguration: { subnets: ["subnet-1"], securityGroups: ["sg-1"] } };
const strategy = [{ capacityProvider: "FARGATE", weight: 1, base: 0 }];

interface World {
  /** @default 0 */
  readonly exitCode?: number | undefined;
  readonly stoppedReason?: string;
  /** Looks until the task has stopped. @default 3 */
  readonly looks?: number;
  readonly failure?: string;
  readonly capacity?: object;
}

/** A service whose task writes a line a look, and another one after its end. */
function world(given: World = {}) {
  const { looks = 3, failure, stoppedReason, capacity } = given;
  const exitCode = "exitCode" in given ? given.exitCode : 0;
  const io = new MemoryIo();
  const options = { "awslogs-group": "/slipway/staging/main/web", "awslogs-stream-prefix": "web" };
  const container = (name: string) => ({ name, image: `${name}:1`, logConfiguration: { options } });
  let looked = 0;
  const ecs = answering({
    DescribeServicesCommand: () => ({
      services: [
        service("web", {
          networkConfiguration: network,
          ...(capacity ?? { capacityProviderStrategy: strategy, launchType: "FARGATE" }),
        }),
      ],
    }),
    DescribeTaskDefinitionCommand: () => ({
      taskDefinition: { containerDefinitions: [container("web"), container("agent")] },
    }),
    RunTaskCommand: () =>
      failure === undefined
        ? { tasks: [{ taskArn: arn }] }
        : { failures: [{ reason: failure, arn: "host" }] },
    DescribeTasksCommand: () => {
      looked++;
      const isOver = looked >= looks;
      return {
        tasks: [
          {
            taskArn: arn,
            lastStatus: isOver ? "STOPPED" : "RUNNING",
            ...(isOver && { stoppedReason, stopCode: "TaskFailedToStart" }),
            containers: [
              { name: "agent", exitCode: 137 },
              { name: "web", exitCode },
            ],
          },
        ],
      };
    },
  });
  const logs = answering({
    FilterLogEventsCommand: ({
      logStreamNamePrefix: stream = "",
    }: {
      logStreamNamePrefix?: string;
    }) => ({
      events: Array.from({ length: Math.min(looked, looks + 1) }, (_, index) => ({
        eventId: `${stream} ${index}`,
        timestamp: io.now().getTime(),
        logStreamName: stream,
        message: `line ${index + 1}`,
      })).slice(stream.includes("/agent/") ? -1 : 0),
    }),
  });
  const connection = connectionTo(shop, {
    clients: {
      ecs: () => Promise.resolve(ecs as never),
      logs: () => Promise.resolve(logs as never),
    },
  });
  return {
    io,
    see: (line: string) => typed(line, { connect: () => Promise.resolve(connection) }, io),
    started: () =>
      ecs.asked.flatMap(({ name, input }) => (name === "RunTaskCommand" ? [input] : [])),
  };
}

describe("slipway run", () => {
  it("runs a command as the service's own tasks run, in the app's container", async () => {
    const { see, started } = world();
    const { code } = await see("run main/web -- npm run migrate --force");
    assert.equal(code, 0);
    assert.deepEqual(started(), [
      {
        cluster: "staging-main",
        taskDefinition: "arn:aws:ecs:eu-west-1:111122223333:task-definition/staging-main-web:7",
        capacityProviderStrategy: strategy,
        networkConfiguration: network,
        placementConstraints: undefined,
        placementStrategy: undefined,
        count: 1,
        startedBy: "slipway run",
        overrides: {
          containerOverrides: [{ name: "web", command: ["npm", "run", "migrate", "--force"] }],
        },
      },
    ]);
  });

  it("leaves the command and the launch type as they are where nothing else is said", async () => {
    const { see, started } = world({ capacity: { launchType: "EC2" } });
    await see("run web");
    const [input] = started() as { launchType?: string; overrides?: object }[];
    assert.deepEqual([input?.launchType, input?.overrides], ["EC2", undefined]);
  });

  it("writes what the command writes, and to stderr all else", async () => {
    const { code, stdout, stderr } = await world().see("run web -- date");
    assert.equal(code, 0);
    assert.equal(stdout, "line 1\nline 2\nline 3\nline 4\n");
    assert.match(stderr, /^Task 0123456789abcdef of main\/web starts …\nagent line 1\n/);
    assert.match(stderr, /✓ Task 0123456789abcdef ended with exit code 0\.\n$/);
  });

  it("ends with the exit code of the command, whatever the other containers end with", async () => {
    const { code, stderr } = await world({
      exitCode: 42,
      stoppedReason: "Essential container",
    }).see("run web -- exit 42");
    assert.equal(code, 42);
    assert.match(
      stderr,
      /✗ Task 0123456789abcdef ended with exit code 42 \(Essential container\)\.\n$/,
    );
  });

  it("says why a task did not run", async () => {
    const reason = `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref web:1: not found`;
    const { code, stderr } = await world({ exitCode: undefined, stoppedReason: reason }).see(
      "run web",
    );
    assert.equal(code, 1);
    assert.match(stderr, /✗ Task 0123456789abcdef did not run: CannotPullContainerError/);
    assert.match(stderr, /\n {2}\S.*\n {2}\S.*\n$/, "a cause and a remedy");
  });

  it("says that ECS has no room for it", async () => {
    const { code, stderr } = await world({ failure: "RESOURCE:MEMORY" }).see("run web");
    assert.equal(code, 1);
    assert.equal(
      stderr,
      "✗ ECS started no task of main/web: RESOURCE:MEMORY.\n  slipway verify main/web shows whether a host has room for one.\n",
    );
  });

  it("does not wait with --detach, and stops looking in time", async () => {
    const { code, stdout } = await world({ looks: 1000 }).see("run web --detach -- sleep 1");
    assert.deepEqual([code, stdout], [0, "0123456789abcdef\n"]);
    const late = await world({ looks: 1000 }).see("run web --timeout 10s");
    assert.equal(late.code, 1);
    assert.match(
      late.stderr,
      /… No longer watching; the task goes on: slipway logs main\/web --task 0123456789abcdef --follow\n$/,
    );
  });

  it("prints one object at the end with --json", async () => {
    const { code, stdout } = await world({ exitCode: 3 }).see("run web --json -- ls -l");
    assert.equal(code, 3);
    assert.deepEqual(JSON.parse(stdout), {
      stack: "staging",
      app: "main/web",
      task: "0123456789abcdef",
      command: ["ls", "-l"],
      exitCode: 3,
    });
  });
});
