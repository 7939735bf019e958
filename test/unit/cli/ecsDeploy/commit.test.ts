import assert from "node:assert/strict";

import { appsOf } from "../../../../cli/apps";
import { commitInstead } from "../../../../cli/ecsDeploy/commit";
import { Output } from "../../../../cli/ecsDeploy/output";
import { parse } from "../../../../cli/ecsDeploy/parse";
import { Refusal } from "../../../../cli/ecsDeploy/refusal";
import { settingsOf } from "../../../../cli/ecsDeploy/settings";
import { type World } from "../../../../cli/ecsDeploy/world";
import { serviceFrom } from "../../../../delivery/aws/ecsTypes";
import { type RevisionChange, type RevisionStore } from "../../../../delivery/store";
import { MemoryIo, shop } from "../../../support/cli";

const [app] = appsOf(shop);
const repository = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop-staging/mailer";
const [old, next] = [`${repository}:1`, `${repository}:2`];
const revision = (image: string) =>
  `[\n  {\n    "name": "${app?.containerName ?? ""}",\n    "imageUri": "${image}"\n  }\n]\n`;

async function committed(line: string) {
  assert.ok(app);
  const made: RevisionChange[] = [];
  const store: RevisionStore = {
    head: () => Promise.resolve(undefined),
    read: () => Promise.resolve({ commitId: "old", text: revision(old) }),
    history: () => {
      throw new Error("not read");
    },
    commit: (change) => {
      made.push(change);
      return Promise.resolve({ commitId: "new", unchanged: false });
    },
  };
  const none = () => Promise.reject(new Error("the service is not touched"));
  const taskDefinitionArn = "arn:aws:ecs:eu-west-1:1:task-definition/web:1";
  const containerDefinitions = [
    { name: app.containerName, image: old },
    { name: "log", image: "fluent:1" },
  ];
  const world: World = {
    ecs: { service: none, deregister: none },
    changes: {
      service: () =>
        Promise.resolve({
          ...serviceFrom({ taskDefinition: taskDefinitionArn }),
          clusterArn: "",
          controller: "ECS",
        }),
      definition: () =>
        Promise.resolve({
          definition: { family: "web", taskDefinitionArn, containerDefinitions },
          tags: [],
        }),
      register: none,
      revisions: none,
      definitionsOfTasks: none,
      update: none,
      runTask: none,
      task: none,
    },
    schedules: none,
    archive: none,
  };
  const io = new MemoryIo();
  const settings = settingsOf(parse(line.split(" ")), {});
  const at = { cluster: settings.cluster ?? "", service: settings.service ?? "" };
  const output = new Output(io, settings.json);
  const code = await commitInstead(settings, "main", at, world, io, output, () =>
    Promise.resolve({ apps: appsOf(shop), store }),
  );
  return { code, made, out: io.out };
}

describe("a commit by ecs-deploy", () => {
  const at = `-c ${app?.clusterName ?? ""} -n ${app?.serviceName ?? ""} --commit main`;

  it("writes the image of the app whose service is named, on top of what was read", async () => {
    const { code, made, out } = await committed(`${at} -i ${next}`);
    assert.equal(code, 0);
    assert.deepEqual(
      made.map(({ path, text, expect }) => ({ path, text, expect })),
      [{ path: app?.path, text: revision(next), expect: revision(old) }],
    );
    assert.match(out, /^Committed \S+: new$/m);
  });

  it("commits nothing in a dry run", async () => {
    const { code, made, out } = await committed(`${at} -i ${next} --dry-run`);
    assert.deepEqual([code, made], [0, []]);
    assert.match(out, /^Would commit /m);
  });

  it("refuses the service of no app, and a container that the stack keeps", async () => {
    const refused = async (line: string, message: RegExp) =>
      assert.rejects(committed(line), (error) => {
        assert.ok(error instanceof Refusal);
        assert.match(error.message, message);
        return true;
      });
    await refused(`-c cl -n svc -i ${next} --commit main`, /has no app whose service is "cl\/svc"/);
    await refused(`${at} --container log=fluent:2`, /does not name the container "log"/);
    await refused(
      `${at} --container mailer=nginx:2`,
      /would be refused by the stack "main": .* must be an image of/,
    );
    await refused(`${at} -i ${next} --desired-count 2`, /--desired-count changes it/);
  });
});
