import fc from "fast-check";
import assert from "node:assert/strict";

import { lifecyclePolicy, type Retention } from "../../../../components/image/lifecyclePolicy";
import { kept as keptBy, type Stored } from "./ecrLifecycle";

const kept = (images: readonly Stored[], { keepReleases, keepNewest }: Retention) =>
  keptBy(images, lifecyclePolicy({ keepReleases, keepNewest }));
const retention = { keepReleases: 2, keepNewest: 3 };
const stored = (...tags: string[][]): Stored[] => tags.map((list, id) => ({ id, tags: list }));

describe("the lifecycle policy of an image repository", () => {
  it("is the document that ECR wants", () => {
    assert.deepEqual(lifecyclePolicy({ keepReleases: 30, keepNewest: 100 }), {
      rules: [
        {
          rulePriority: 1,
          description: "Keep what runs",
          selection: {
            tagStatus: "tagged",
            tagPatternList: ["running-*"],
            countType: "imageCountMoreThan",
            countNumber: 10_000,
          },
          action: { type: "expire" },
        },
        {
          rulePriority: 2,
          description: "Keep the build cache",
          selection: {
            tagStatus: "tagged",
            tagPatternList: ["cache"],
            countType: "imageCountMoreThan",
            countNumber: 1,
          },
          action: { type: "expire" },
        },
        {
          rulePriority: 3,
          description: "Keep the newest 30 released images",
          selection: {
            tagStatus: "tagged",
            tagPatternList: ["release-*"],
            countType: "imageCountMoreThan",
            countNumber: 30,
          },
          action: { type: "expire" },
        },
        {
          rulePriority: 4,
          description: "Of all other images keep those among the newest 100",
          selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 100 },
          action: { type: "expire" },
        },
      ],
    });
  });

  it("keeps the newest releases, however many images came after them", () => {
    const images = stored([], [], [], [], ["release-c"], ["release-b"], ["release-a"]);
    assert.deepEqual(kept(images, retention), [0, 1, 2, 4, 5]);
  });

  it("keeps what runs, however old it is and however much was released since", () => {
    const images = stored(["release-d"], ["release-c"], [], [], ["running-a", "release-b"]);
    assert.deepEqual(kept(images, retention), [0, 1, 2, 4]);
  });

  it("keeps the build cache, however old it is", () => {
    assert.deepEqual(kept(stored([], [], [], [], [], ["cache"]), retention), [0, 1, 2, 5]);
  });

  it("keeps the newest images whether anything released them or not", () => {
    assert.deepEqual(kept(stored([], ["v2"], [], ["v1"], []), retention), [0, 1, 2]);
  });

  it("looks at no image's age: what runs since long ago has no release tag yet", () => {
    for (const { selection } of lifecyclePolicy(retention).rules) {
      assert.equal(selection.countType, "imageCountMoreThan");
    }
  });

  it("never removes a release while there are as many as a rollback may need, nor the cache", () => {
    const tags = fc.constantFrom<string[][]>([], ["v1"], ["release-a"], ["release-a", "release-b"]);
    const counts = fc.record({
      keepReleases: fc.integer({ min: 1, max: 5 }),
      keepNewest: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(tags, { maxLength: 12 }), fc.nat(12), counts, (list, at, count) => {
        const images = stored(...list.slice(0, at), ["cache"], ...list.slice(at));
        const left = new Set(kept(images, count));
        const released = images.filter((image) =>
          image.tags.some((tag) => tag.startsWith("release-")),
        );
        const spared = released.slice(0, count.keepReleases);
        assert.ok(spared.every((image) => left.has(image.id)));
        assert.ok(
          images.filter((image) => image.tags[0] === "cache").every(({ id }) => left.has(id)),
        );
        assert.ok(
          images
            .slice(0, count.keepNewest)
            .every((image) => left.has(image.id) || released.includes(image)),
        );
      }),
    );
  });
});
