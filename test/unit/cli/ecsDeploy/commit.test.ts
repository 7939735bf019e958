import assert from "node:assert/strict";

import { appsOf } from "../../../../cli/apps";
import { run } from "../../../../cli/ecsDeploy/run";
import { type World } from "../../../../cli/ecsDeploy/world";
import { serviceFrom } from "../../../../delivery/aws/ecsAnswers";
import { shop } from "../../../support/cli";
import { image } from "../../../support/cliFixtures";
import { FakeCloud, type Fate } from "../release/fakeCloud";

const places = appsOf(shop);
const app = places.find(({ key }) => key === "main/web") ?? assert.fail("no app main/web");
const at = `-c ${app.clusterName} -n ${app.serviceName} --commit staging`;
const none = () => Promise.reject(new Error("the service is not touched"));

/** A service that runs an image of its app beside one that the stack keeps for itself. */
function worldOf(cloud: FakeCloud): World {
  const taskDefinition = "arn:aws:ecs:eu-west-1:1:task-definition/web:1";
  const containerDefinitions = [
    { name: app.containerName, image: image("web", "a") },
    { name: "log", image: "fluent:1" },
  ];
  const service = {
    ...serviceFrom({ taskDefinition }),
    clusterArn: "arn:aws:ecs:eu-west-1:1:cluster/main",
    controller: "ECS",
  };
  const definition = { family: "web", taskDefinitionArn: taskDefinition, containerDefinitions };
  return {
    ecs: { service: none, deregister: none },
    changes: {
      service: () => Promise.resolve(service),
      definition: () => Promise.resolve({ definition, tags: [] }),
      register: none,
      revisions: none,
      definitionsOfTasks: none,
      update: none,
      runTask: none,
      task: none,
    },
    schedules: none,
    archive: none,
    stack: () => Promise.resolve({ parameter: shop, apps: places, world: cloud.world() }),
  };
}

async function committed(flags: string, fate: Fate = "works") {
  const cloud = new FakeCloud({ [image("web", "b")]: fate }).ran(image("web", "a"));
  const code = await run(flags.split(" "), cloud.io, () => Promise.resolve(worldOf(cloud)));
  const { out, err } = cloud.io;
  return { code, did: cloud.did, lines: out.trimEnd().split("\n"), out, err, cloud };
}

describe("a commit by ecs-deploy", () => {
  const release = `${at} -i ${image("web", "b")}`;

  it("releases the image of the app whose service is named, and ends with 0 when it runs", async () => {
    const { code, did, lines, cloud } = await committed(release);
    assert.equal(code, 0);
    assert.deepEqual(did, ["commit Release web@bbbbbbbbbbbb"]);
    assert.deepEqual(cloud.deployments[0]?.images, { web: image("web", "b") });
    assert.match(lines.at(-2) ?? "", /^Committed main\/web\/revision\.json: \w+$/);
    assert.equal(lines.at(-1), "Service deployment successful.");
  });

  it("ends with 1 and the reason when ECS rolls it back", async () => {
    const { code, lines, err } = await committed(release, "breaks");
    assert.equal(code, 1);
    assert.match(lines.at(-1) ?? "", /^ERROR: .*was rolled back: 3 tasks failed/);
    assert.match(err, /slipway logs main\/web --stack staging/);
  });

  it("ends with 1 when it is not complete in the time that was given, and knows no other limit", async () => {
    const late = await committed(`${release} -t 30`, "hangs");
    assert.equal(late.code, 1);
    assert.match(late.lines.at(-1) ?? "", /^ERROR: .* within 30 seconds; it goes on$/);
    const slow = await committed(release);
    assert.equal(slow.code, 0);
  });

  it("ends with the commit where it is not waited for", async () => {
    const { code, lines } = await committed(`${release} --no-wait`, "breaks");
    assert.equal(code, 0);
    assert.match(lines.at(-1) ?? "", /^Committed /);
  });

  it("says so when the image runs already", async () => {
    const { code, did, lines } = await committed(`${at} -i ${image("web", "a")}`);
    assert.deepEqual([code, did], [0, []]);
    assert.match(lines.at(-1) ?? "", /runs \S+ already; nothing was done\.$/);
  });

  it("prints one result as JSON", async () => {
    const { out } = await committed(`${release} --json`);
    const { exitCode, commit, service } = JSON.parse(out) as Readonly<Record<string, unknown>>;
    assert.deepEqual([exitCode, typeof commit, service], [0, "string", app.serviceName]);
  });

  it("commits nothing in a dry run", async () => {
    const { code, did, lines } = await committed(`${release} --dry-run`);
    assert.deepEqual([code, did], [0, []]);
    assert.match(lines.at(-1) ?? "", /^Would commit main\/web\/revision\.json: \S+@sha256:b+$/);
  });

  const refusals: Readonly<Record<string, readonly [number, RegExp]>> = {
    "-c cl -n svc -i web:2 --commit staging": [1, /has no app whose service is "cl\/svc"/],
    [`${at} --container ${app.containerName}=stranger/app@sha256:${"b".repeat(64)}`]: [
      1,
      /stranger\/app/,
    ],
    [`${at} --container log=fluent:2`]: [1, /"log" would get fluent:2/],
    [`${at} -i ${image("web", "b").replace(/@.*/, "")}`]: [1, /an immutable tag or a digest/],
    [`${at} -i web:2 --desired-count 2`]: [3, /--desired-count changes it/],
  };
  for (const [line, [code, sentence]] of Object.entries(refusals)) {
    it(`refuses ${line}`, async () => {
      const refused = await committed(line);
      assert.equal(refused.code, code);
      assert.match(refused.out + refused.err, sentence);
      assert.deepEqual(refused.did, []);
    });
  }
});
