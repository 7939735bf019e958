import assert from "node:assert/strict";

import { entries } from "../../aws/taskDefinition";
import { awsError, context, entryOf, fakeClients } from "./fakeClients";

const entry = entryOf(entries, "TaskDefinition");
const arn = (family: string, revision: number): string =>
  `arn:aws:ecs:eu-west-1:000000000000:task-definition/${family}:${revision}`;

/** A registry of definitions in which the emulator's answer to a family would be the wrong one. */
function registry(active: readonly number[], asked: string[] = []): ReturnType<typeof fakeClients> {
  return fakeClients({
    ecs: {
      listTaskDefinitions: () => ({
        taskDefinitionArns: [
          arn("web-admin", 9),
          ...active.map((revision) => arn("web", revision)),
        ],
      }),
      describeTaskDefinition: ({ taskDefinition }: { taskDefinition: string }) => {
        asked.push(taskDefinition);
        const revision = Number(taskDefinition.split(":").at(-1));
        return {
          taskDefinition: {
            taskDefinitionArn: taskDefinition,
            family: "web",
            revision,
            status: active.includes(revision) ? "ACTIVE" : "INACTIVE",
            networkMode: "bridge",
            executionRoleArn: "",
            containerDefinitions: [{ name: "web", image: `web:${revision}` }],
          },
          tags: [
            { key: "app", value: "web" },
            { key: "aws:cloudformation:stack", value: "x" },
          ],
        };
      },
    },
  });
}

describe("task definition", () => {
  it("follows the newest ACTIVE revision of exactly its family when it tracks the latest", async () => {
    const found = await entry.read(registry([2, 10, 3]), "web", {
      arn: arn("web", 2),
      trackLatest: true,
    });
    assert.equal(found?.["revision"], 10);
    assert.equal(found["arn"], arn("web", 10));
    assert.equal(found["arnWithoutRevision"], arn("web", 10).replace(/:10$/, ""));
  });

  it("looks at its own revision when it does not", async () => {
    const found = await entry.read(registry([2, 10]), "web", { arn: arn("web", 2) });
    assert.equal(found?.["revision"], 2);
  });

  it("is gone when its revision was deregistered", async () => {
    assert.equal(await entry.read(registry([3]), "web", { arn: arn("web", 2) }), undefined);
  });

  it("is gone when the family has no ACTIVE revision", async () => {
    assert.equal(await entry.read(registry([]), "web", { trackLatest: true }), undefined);
  });

  it("reads AWS-shaped: defaults written out, what is empty not set, no tags of AWS's own", async () => {
    const found = await entry.read(registry([1]), "web", { arn: arn("web", 1) });
    assert.deepEqual(JSON.parse(String(found?.["containerDefinitions"])), [
      {
        cpu: 0,
        environment: [],
        essential: true,
        image: "web:1",
        mountPoints: [],
        name: "web",
        portMappings: [],
        systemControls: [],
        volumesFrom: [],
      },
    ]);
    assert.equal(found?.["executionRoleArn"], null);
    assert.deepEqual(found["tagsAll"], { app: "web" });
  });

  it("stays registered when destruction is skipped, and is deregistered by its ARN else", async () => {
    const gone: string[] = [];
    const clients = fakeClients({
      ecs: {
        deregisterTaskDefinition: ({ taskDefinition }: { taskDefinition: string }) => {
          gone.push(taskDefinition);
        },
      },
    });
    const state = { arn: arn("web", 1) };
    await entry.delete(clients, "web", { ...state, skipDestroy: true }, context);
    assert.deepEqual(gone, []);
    await entry.delete(clients, "web", state, context);
    assert.deepEqual(gone, [arn("web", 1)]);
  });

  it("takes one that is already away for deleted, and no other refusal", async () => {
    const refusing = (message: string): ReturnType<typeof fakeClients> =>
      fakeClients({
        ecs: {
          deregisterTaskDefinition: () => {
            throw awsError("ClientException", message);
          },
        },
      });
    const state = { arn: arn("web", 1) };
    await entry.delete(refusing("is in the process of being deleted"), "web", state, context);
    await assert.rejects(entry.delete(refusing("too many"), "web", state, context), /too many/);
  });

  it("makes a new revision of every change but of tags and of the provider's own switches", () => {
    const inPlace = entry.inputs.filter((name) => !entry.replaceOn.includes(name));
    assert.deepEqual(inPlace, ["skipDestroy", "tags", "trackLatest"]);
  });

  it("refuses definitions that are no JSON before anything is created", () => {
    const problems = entry.validate?.({ family: "web", containerDefinitions: "[" }) ?? [];
    assert.deepEqual(
      problems.map(({ property }) => property),
      ["containerDefinitions"],
    );
  });
});
