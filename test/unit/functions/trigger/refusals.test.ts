import fc from "fast-check";
import assert from "node:assert/strict";

import { handle } from "../../../../functions/trigger/handle";
import { refusalNotice } from "../../../../functions/trigger/refusalNotice";
import { changed, fakeWorld, imageOf, pathOf, tick } from "./fakes";

const own = { name: "web", imageUri: imageOf("web", "v2") };
const digest = `sha256:${"b".repeat(64)}`;

/** What a person could push, and what people are told of it. */
const refused: readonly [string, unknown, RegExp][] = [
  [
    "another image for a container of the configuration",
    [own, { name: "agent", imageUri: "evil/agent:1" }],
    /delivery owns no container "agent" of this app; it owns "web"/,
  ],
  [
    "an image of another account",
    [{ name: "web", imageUri: "999999999999.dkr.ecr.eu-west-1.amazonaws.com/shop-prod/web:v2" }],
    /must be an image of 111122223333\.dkr\.ecr\.eu-west-1\.amazonaws\.com\/shop-prod\/web/,
  ],
  [
    "an image of another region",
    [{ name: "web", imageUri: "111122223333.dkr.ecr.us-east-1.amazonaws.com/shop-prod/web:v2" }],
    /must be an image of/,
  ],
  [
    "the image of another app",
    [{ name: "web", imageUri: imageOf("api", "v2") }],
    /which the stack file names for the container "web", got ".*shop-prod\/api:v2"/,
  ],
  [
    "a repository that only begins with the right one",
    [{ name: "web", imageUri: imageOf("web-evil", "v2") }],
    /must be an image of/,
  ],
  [
    "a host that only looks like the registry",
    [
      {
        name: "web",
        imageUri: `111122223333.dkr.ecr.eu-west-1.amazonaws.com.evil.example/shop-prod/web@${digest}`,
      },
    ],
    /must be an image of/,
  ],
  [
    "an image of a public registry",
    [{ name: "web", imageUri: "nginx:1.27" }],
    /must be an image of/,
  ],
  [
    "an image without a tag",
    [{ name: "web", imageUri: imageOf("web", "").slice(0, -1) }],
    /must be <repository>:<tag> or/,
  ],
  ["a container twice", [own, own], /duplicate container "web"/],
  ["a key more", [{ ...own, command: ["sh"] }], /unknown key "command"/],
  [
    "no image for the app's own container",
    [{ name: "agent", imageUri: imageOf("web", "v2") }],
    /names no image for the app's own container/,
  ],
  ["nothing", [], /must be a non-empty array/],
  ["no list", {}, /must be a non-empty array/],
];

async function push(text: string, world = fakeWorld(["main/web"])) {
  const before = world.repository.commit({ [pathOf("main/web")]: "v1" });
  await handle([changed(before)], world.world);
  const commitId = world.repository.commit({ [pathOf("main/web")]: text });
  assert.deepEqual(await handle([changed(commitId, before)], world.world), []);
  return { ...world, commitId };
}

describe("a revision that breaks the rules", () => {
  for (const [title, revision, sentence] of refused) {
    it(`starts nothing, and people are told: ${title}`, async () => {
      const { pipelines, marked, told, log, commitId } = await push(JSON.stringify(revision));
      assert.equal(pipelines.started.length, 1, "only the right one of before");
      assert.equal(marked.length, 1);
      assert.equal(told.length, 1);
      assert.match(told[0] ?? "", sentence);
      assert.match(
        told[0] ?? "",
        new RegExp(`^Refused: the revision of main/web on prod\n[^]*Commit ${commitId} `),
      );
      assert.match(log.lines.join("\n"), /refused .*"problems":\[/);
    });
  }

  it("keeps what runs from expiring", async () => {
    const { running } = await push("[]");
    assert.equal(running.at(-1), "main/web: v1");
  });

  it("is told of once, not at every check, and once more when its event was lost", async () => {
    const { world, told, now } = await push("[]");
    await handle([tick()], world);
    assert.equal(told.length, 1);
    now.date = new Date(5 * 60_000);
    await handle([tick()], world);
    assert.equal(told.length, 2, "the commit is younger than the time between two checks");
  });

  it("is told of once also where its committer's clock is ahead", async () => {
    const { world, told, now } = await push("[]");
    now.date = new Date(-5 * 60_000);
    await handle([tick()], world);
    assert.equal(told.length, 1);
  });

  it("is started once the stack file allows it", async () => {
    const { world, pipelines, commitId } = await push(
      JSON.stringify([{ name: "web", imageUri: "ghcr.io/acme/web:v2" }]),
    );
    const stack = await world.stack();
    const originsOf = (app: Parameters<typeof stack.originsOf>[0]) => ({
      ...stack.originsOf(app),
      repositories: new Map([["web", "ghcr.io/acme/web"]]),
    });
    await handle([tick()], { ...world, stack: () => Promise.resolve({ ...stack, originsOf }) });
    assert.equal(pipelines.started.at(-1)?.commitId, commitId);
  });

  it("comes again when people could not be told", async () => {
    const { world, repository } = fakeWorld(["main/web"]);
    const commitId = repository.commit({ [pathOf("main/web")]: "[]" });
    const message = changed(commitId);
    const notices = () => ({ publish: () => Promise.reject(new Error("throttled")) });
    assert.deepEqual(await handle([message], { ...world, notices }), [message.id]);
  });

  it("holds up no other app", async () => {
    const { world, repository, pipelines } = fakeWorld(["main/web", "main/api"]);
    const files = { [pathOf("main/web")]: "{", [pathOf("main/api")]: "a1" };
    assert.deepEqual(await handle([changed(repository.commit(files))], world), []);
    assert.deepEqual(pipelines.lines(), ["deployment-prod-main-api at c1"]);
  });

  it("never starts a pipeline with an image that is not the app's, whatever it says", async () => {
    const name = fc.oneof(fc.constantFrom("web", "agent", "proxy", "", "__proto__"), fc.string());
    const imageUri = fc.oneof(
      fc.constantFrom(own.imageUri, imageOf("api", "v1"), "nginx", "nginx:1", `evil@${digest}`),
      fc.constantFrom(own.imageUri, imageOf("web", "v9")).map((uri) => `${uri}@${digest}`),
      fc.string(),
    );
    const entry = fc.oneof(fc.record({ name, imageUri }), fc.jsonValue());
    const text = fc.oneof(
      fc.array(entry, { maxLength: 3 }).map((entries) => JSON.stringify(entries)),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(text, async (pushed) => {
        const { world, repository, pipelines } = fakeWorld(["main/web"]);
        await handle([changed(repository.commit({ [pathOf("main/web")]: pushed }))], world);
        if (pipelines.started.length > 0 && !/^\w+$/.test(pushed)) {
          const entries = JSON.parse(pushed) as readonly { name: string; imageUri: string }[];
          assert.deepEqual(
            entries.map((one) => one.name),
            ["web"],
          );
          assert.match(
            entries[0]?.imageUri ?? "",
            /^111122223333\.dkr\.ecr\.eu-west-1\.amazonaws\.com\/shop-prod\/web[:@]/,
          );
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("the notice of a refusal", () => {
  const about = (problems: readonly string[], app = "main/web") =>
    refusalNotice(app, "prod", { kind: "refused", commitId: "c1", date: new Date(), problems });

  it("has a subject that SNS takes, and lines that a terminal shows as they are", () => {
    const [subject, message] = about(["\u001b[2Jname \u202e"], `${"a".repeat(120)}/wéb`);
    assert.ok(subject.length <= 100 && /^[ -~]+$/.test(subject));
    assert.match(message, /^ {2}name $/m);
  });

  it("is short, whatever the file says", () => {
    const [, message] = about(Array.from({ length: 5000 }, () => "x".repeat(10_000)));
    assert.match(message, /and 4990 more/);
    assert.ok(message.length < 50_000);
  });
});
