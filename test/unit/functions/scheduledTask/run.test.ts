import { type RunTaskCommandInput } from "@aws-sdk/client-ecs";
import assert from "node:assert/strict";

import { type TaskStart } from "../../../../delivery/taskStart";
import { run } from "../../../../functions/scheduledTask/run";
import { memoryLog } from "../trigger/fakes";
import { task } from "./fixtures";

const arn = "arn:aws:ecs:eu-west-1:111122223333:task/prod-main/1";

interface Given {
  readonly unended?: readonly string[];
  readonly answer?: string | { readonly reason: string };
}

async function ran(change: Partial<TaskStart>, { unended = [], answer = arn }: Given = {}) {
  const started: RunTaskCommandInput[] = [];
  const asked: string[] = [];
  const log = memoryLog();
  await run({ ...task, ...change }, "d32c5e", {
    unended: () => {
      asked.push("unended");
      return Promise.resolve(unended);
    },
    runTask: (input) => {
      started.push(input);
      return Promise.resolve(answer);
    },
    log,
  });
  return { started, asked, log };
}

describe("a run of a scheduled app", () => {
  it("starts one task of the family's newest revision, once for each time of the schedule", async () => {
    const { started } = await ran({});
    assert.deepEqual(started, [
      {
        cluster: "prod-main",
        taskDefinition: "prod-main-report",
        capacityProviderStrategy: [{ capacityProvider: "hosts", weight: 1, base: 0 }],
        clientToken: "d32c5e",
        startedBy: "schedule",
        propagateTags: "TASK_DEFINITION",
        enableECSManagedTags: true,
      },
    ]);
  });

  it("gives tasks with addresses of their own their network", async () => {
    const network = {
      subnets: ["subnet-a"],
      securityGroups: ["sg-report"],
      publicAddresses: false,
    };
    const { started } = await ran({ network });
    assert.deepEqual(started[0]?.networkConfiguration, {
      awsvpcConfiguration: {
        subnets: ["subnet-a"],
        securityGroups: ["sg-report"],
        assignPublicIp: "DISABLED",
      },
    });
    const open = await ran({ network: { ...network, publicAddresses: true } });
    assert.equal(
      open.started[0]?.networkConfiguration?.awsvpcConfiguration?.assignPublicIp,
      "ENABLED",
    );
  });

  it("is left out while the last one has not ended", async () => {
    const { started, log } = await ran({}, { unended: [arn] });
    assert.deepEqual(started, []);
    assert.match(JSON.stringify(log.lines), /left out/);
  });

  it("starts beside the last one where it may", async () => {
    const { started, asked } = await ran({ overlap: "allow" }, { unended: [arn] });
    assert.equal(started.length, 1);
    assert.deepEqual(asked, []);
  });

  it("fails when ECS starts no task, which it answers as a success", async () => {
    await assert.rejects(
      ran({}, { answer: { reason: "RESOURCE:MEMORY" } }),
      /^Error: ECS started no task of "prod-main-report": RESOURCE:MEMORY$/,
    );
  });
});
