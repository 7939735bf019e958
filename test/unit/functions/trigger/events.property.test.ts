import fc from "fast-check";
import assert from "node:assert/strict";

import { handle } from "../../../../functions/trigger/handle";
import { changed, fakeWorld, pathOf, tick } from "./fakes";

const keys = ["main/web", "main/api", "jobs/mail"];

/** What people do to the branch. */
const act = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("commit" as const),
      files: fc.dictionary(
        fc.constantFrom(...keys),
        fc.option(fc.constantFrom("1", "2", "3"), { freq: 8 }),
        { minKeys: 1, maxKeys: 3 },
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("rewrite" as const), dropped: fc.nat({ max: 2 }) }),
  },
);

type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

/** Does the acts and returns the events of them all, in order. */
function done(
  acts: readonly Act[],
  { repository }: Pick<ReturnType<typeof fakeWorld>, "repository">,
) {
  return acts.map((one) => {
    const from = repository.headId();
    if (one.kind === "rewrite") {
      return changed(repository.rewrite(one.dropped), from);
    }
    const files = Object.entries(one.files).map(([key, text]) => [pathOf(key), text] as const);
    return changed(repository.commit(Object.fromEntries(files)), from);
  });
}

/** Each pipeline's last start has the content that the branch says, for every file that there is. */
function assertDeployed({ repository, pipelines }: ReturnType<typeof fakeWorld>): void {
  for (const key of keys) {
    const wanted = repository.fileAt(pathOf(key), repository.headId());
    if (wanted === undefined) {
      continue;
    }
    const name = `deployment-prod-${key.replace("/", "-")}`;
    const last = pipelines.started.filter(({ pipeline }) => pipeline === name).at(-1);
    assert.equal(repository.fileAt(pathOf(key), last?.commitId), wanted, key);
  }
}

describe("events that are lost, doubled or out of order", () => {
  it("end in what the branch says once one check has come through", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(act, { minLength: 1, maxLength: 4 }), { maxLength: 4 }),
        fc.infiniteStream(fc.nat({ max: 3 })),
        async (rounds, dice) => {
          const fake = fakeWorld(keys);
          for (const acts of rounds) {
            // 0: lost, 1: once, 2: twice, 3: last of its round.
            const events = done(acts, fake).map((event) => ({
              event,
              fate: dice.next().value as number,
            }));
            const arriving = [
              ...events.filter(({ fate }) => fate === 1 || fate === 2),
              ...events.filter(({ fate }) => fate === 2),
              ...events.filter(({ fate }) => fate === 3).reverse(),
            ].map(({ event }) => event);
            for (const event of arriving) {
              assert.deepEqual(await handle([event], fake.world), []);
            }
          }
          await handle([tick()], fake.world);
          assertDeployed(fake);
          const before = fake.pipelines.started.length;
          await handle([tick(), tick()], fake.world);
          assert.equal(fake.pipelines.started.length, before, "a further check starts nothing");
        },
      ),
      { numRuns: 300 },
    );
  });

  it("never start an older commit of an app after a newer one", async () => {
    const commits = act.filter(({ kind }) => kind === "commit");
    await fc.assert(
      fc.asyncProperty(fc.array(commits, { maxLength: 8 }), async (acts) => {
        const fake = fakeWorld(keys);
        const events = done(acts, fake);
        for (const event of [...events].reverse()) {
          await handle([event], fake.world);
        }
        for (const event of events) {
          await handle([event], fake.world);
        }
        const starts = fake.pipelines.started.map(({ pipeline, commitId }) => ({
          pipeline,
          place: Number(commitId.slice(1)),
        }));
        for (const [index, { pipeline, place }] of starts.entries()) {
          const later = starts.slice(index + 1).filter((one) => one.pipeline === pipeline);
          assert.ok(later.every((one) => one.place > place));
        }
        assertDeployed(fake);
      }),
      { numRuns: 200 },
    );
  });
});
