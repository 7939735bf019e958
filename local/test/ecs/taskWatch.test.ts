import assert from "node:assert/strict";

import { failedRuns } from "../../../components/delivery/events";
import { taskWatch } from "../../gateway/ecs/taskWatch";
import { type AwsEvent } from "../../gateway/events/awsEvent";
import { matches } from "../../gateway/events/pattern";
import { FakeClock, rest } from "../codepipeline/fakes";

const clusterArn = "arn:aws:ecs:eu-west-1:000000000000:cluster/test-main";
const taskArn = "arn:aws:ecs:eu-west-1:000000000000:task/test-main/1";

/** A task of the family `test-main-report`, with the exit code of its one container. */
function task(lastStatus: string, exitCode?: number) {
  return {
    taskArn,
    clusterArn,
    lastStatus,
    taskDefinitionArn: "arn:aws:ecs:eu-west-1:000000000000:task-definition/test-main-report:7",
    // As the emulator writes it of a start that named none.
    group: "",
    createdAt: 1_790_000_000.5,
    stopCode: lastStatus === "STOPPED" ? "EssentialContainerExited" : "",
    containers: [{ name: "report", image: "local/report", exitCode }],
  };
}

describe("a task that no service runs", () => {
  let seen: object[] = [];
  let events: AwsEvent[] = [];
  let reports: string[] = [];
  let clock = new FakeClock();
  const watch = () =>
    taskWatch({
      ecs: (action, region, input) => {
        assert.deepEqual([action, region], ["DescribeTasks", "eu-west-1"]);
        assert.deepEqual(input, { cluster: clusterArn, tasks: [taskArn] });
        return Promise.resolve(JSON.stringify({ tasks: seen }));
      },
      imagesToAws: (body) => body.replaceAll("local/", "aws/"),
      events: { emit: (event) => void events.push(event) },
      clock,
      report: (sentence) => void reports.push(sentence),
    });
  const started = JSON.stringify({ tasks: [task("PENDING")] });

  beforeEach(() => {
    seen = [task("RUNNING")];
    events = [];
    reports = [];
    clock = new FakeClock();
  });

  it("is told of once, when it has stopped", async () => {
    watch().note("RunTask", started);
    await rest();
    await clock.advance(500);
    assert.deepEqual(events, []);
    seen = [task("STOPPED", 0)];
    await clock.advance(500);
    await clock.advance(500);
    assert.deepEqual(
      events.map(({ source, "detail-type": type, resources }) => [source, type, resources]),
      [["aws.ecs", "ECS Task State Change", [taskArn]]],
    );
    const [{ detail } = { detail: {} }] = events as readonly Pick<AwsEvent, "detail">[];
    assert.equal(detail["createdAt"], "2026-09-21T14:13:20.500Z");
    assert.equal(detail["lastStatus"], "STOPPED");
    assert.equal(detail["group"], "family:test-main-report");
    assert.match(JSON.stringify(detail["containers"]), /"aws\/report"/);
    assert.equal(clock.waits, 0);
  });

  for (const [exitCode, told] of [
    [0, false],
    [3, true],
  ] as const) {
    it(`that ended with ${exitCode} ${told ? "is" : "is not"} what failed runs are reported by`, async () => {
      seen = [task("STOPPED", exitCode)];
      watch().note("RunTask", started);
      await rest();
      await clock.advance(500);
      const pattern = failedRuns(clusterArn, "test-main-report", {
        mustSucceed: ["report"],
        sidecars: [],
      });
      assert.deepEqual(
        events.map((event) => matches(pattern, event)),
        [told],
      );
    });
  }

  it("is followed no longer once the emulator has forgotten it", async () => {
    seen = [];
    watch().note("RunTask", started);
    await rest();
    await clock.advance(500);
    assert.deepEqual([events, reports, clock.waits], [[], [], 0]);
  });

  it("is no task of a service", () => {
    watch().note("UpdateService", JSON.stringify({ tasks: [task("PENDING")] }));
    assert.equal(clock.waits, 0);
  });
});
