import { type RegisterTaskDefinitionCommandInput, type TaskDefinition } from "@aws-sdk/client-ecs";
import assert from "node:assert/strict";

import { release } from "../../../../functions/scheduledTask/release";
import { memoryLog } from "../trigger/fakes";
import { task } from "./fixtures";

const digest = (letter: string) => `registry/report@sha256:${letter.repeat(64)}`;
const revisionArn = "arn:aws:ecs:eu-west-1:111122223333:task-definition/prod-main-report:8";

const newest: TaskDefinition = {
  taskDefinitionArn: revisionArn.replace(":8", ":7"),
  family: "prod-main-report",
  revision: 7,
  status: "ACTIVE",
  cpu: "256",
  containerDefinitions: [
    { name: "report", image: digest("a"), environment: [{ name: "MODE", value: "fast" }] },
    { name: "agent", image: "agent:1" },
  ],
};

interface Given {
  readonly text?: string | undefined;
  readonly register?: () => Promise<string>;
  readonly failed?: () => Promise<void>;
}

async function released(given: Given = {}) {
  const text =
    "text" in given
      ? given.text
      : JSON.stringify([{ name: "report", imageUri: digest("b") }], undefined, 2);
  const registered: RegisterTaskDefinitionCommandInput[] = [];
  const answers: string[] = [];
  await release(
    task,
    { jobId: "job-1", commitId: "abc" },
    {
      store: {
        read: (path, commitId = "") => {
          assert.deepEqual([path, commitId], ["main/report/revision.json", "abc"]);
          return Promise.resolve(text === undefined ? undefined : { text, commitId });
        },
      },
      jobs: {
        succeeded: (jobId, summary) => {
          answers.push(`${jobId} succeeded: ${summary}`);
          return Promise.resolve();
        },
        failed: (jobId, message) => {
          answers.push(`${jobId} failed: ${message}`);
          return given.failed?.() ?? Promise.resolve();
        },
      },
      newest: () =>
        Promise.resolve({ definition: newest, tags: [{ key: "Team", value: "billing" }] }),
      register: (definition) => {
        registered.push(definition);
        return given.register?.() ?? Promise.resolve(revisionArn);
      },
      log: memoryLog(),
    },
  );
  return { registered, answers };
}

describe("a release of a scheduled app", () => {
  it("registers the newest revision anew with the images of the commit, and nothing else changed", async () => {
    const { registered, answers } = await released();
    assert.deepEqual(registered, [
      {
        family: "prod-main-report",
        cpu: "256",
        containerDefinitions: [
          { name: "report", image: digest("b"), environment: [{ name: "MODE", value: "fast" }] },
          { name: "agent", image: "agent:1" },
        ],
        tags: [{ key: "Team", value: "billing" }],
      },
    ]);
    assert.deepEqual(answers, ["job-1 succeeded: The next run is of prod-main-report:8"]);
  });

  const refused: readonly (readonly [title: string, given: Given, answer: RegExp])[] = [
    [
      "a commit that deleted the file",
      { text: undefined },
      /failed: Commit abc has no main\/report\/revision\.json\.$/,
    ],
    ["a file that is no revision", { text: "{" }, /failed: RevisionError: main\/report\/revision/],
    [
      "a container that the task does not have",
      {
        text: JSON.stringify([
          { name: "report", imageUri: digest("b") },
          { name: "old", imageUri: digest("c") },
        ]),
      },
      /failed: The task has no container "old"; it has report, agent\. pulumi up adds one/,
    ],
    [
      "a file that leaves out the app's own container",
      { text: JSON.stringify([{ name: "agent", imageUri: "agent:2" }]) },
      /failed: RevisionError: .*report/,
    ],
    [
      "what ECS refuses",
      { register: () => Promise.reject(new Error("Too many concurrent attempts")) },
      /failed: Too many concurrent attempts$/,
    ],
  ];
  for (const [title, given, answer] of refused) {
    it(`tells the pipeline of ${title}`, async () => {
      const { answers } = await released(given);
      assert.equal(answers.length, 1);
      assert.match(answers[0] ?? "", answer);
    });
  }

  it("fails itself when the pipeline cannot be told, so that Lambda tries again", async () => {
    const failed = () => Promise.reject(new Error("ThrottlingException"));
    await assert.rejects(released({ text: undefined, failed }), /ThrottlingException/);
  });
});
