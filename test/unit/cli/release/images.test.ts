import assert from "node:assert/strict";

import {
  ecrImages,
  imageToRelease,
  stillExists,
  type ImageHome,
  type Images,
} from "../../../../cli/release/images";
import { UserError } from "../../../../cli/userError";
import { ecrAdapter } from "../../../../delivery/aws/ecr";
import { answering } from "../../../support/cli";

const registry = "111122223333.dkr.ecr.eu-west-1.amazonaws.com";
const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const web = `${registry}/shop-prod/web`;

/** An app whose own container comes from a repository. */
function homeOf(repository: string): ImageHome {
  return {
    key: "main/web",
    containerName: "web",
    origins: {
      accountId: "111122223333",
      region: "eu-west-1",
      repositories: new Map([["web", repository]]),
    },
  };
}

const home = homeOf(web);
const externalHome = homeOf("ghcr.io/acme/web");

/** A registry with one image, which has two names. */
const images: Images = {
  digest: (repository, reference) =>
    Promise.resolve(
      repository === "shop-prod/web" && ["v5", digest("b")].includes(reference)
        ? digest("b")
        : undefined,
    ),
};

const good: readonly [string, string][] = [
  ["a tag, as its digest", `${web}:v5`],
  ["a digest", `${web}@${digest("b")}`],
  ["a tag with a digest, which decides", `${web}:whatever@${digest("b")}`],
];

const bad: readonly [string, string, RegExp, ImageHome?][] = [
  ["no image at all", "UPPER/case", /"UPPER\/case" is not an image/],
  ["a digest without its repository", digest("b"), /is a digest without its repository/],
  ["latest", `${web}:latest`, /an immutable tag or a digest is required/],
  ["neither tag nor digest", web, /an immutable tag or a digest is required/],
  ["an absent tag", `${web}:v9`, /^The image \S+:v9 was not found in ECR\.$/],
  ["an absent digest", `${web}@${digest("c")}`, /was not found in ECR/],
  [
    "another repository of the stack",
    `${registry}/shop-prod/api:v5`,
    /the repository shop-prod\/api is not the app's/,
  ],
  [
    "another account",
    `222233334444.dkr.ecr.eu-west-1.amazonaws.com/shop-prod/web:v5`,
    /does not belong to main\/web: it is in the account 222233334444/,
  ],
  [
    "another region",
    `111122223333.dkr.ecr.us-east-1.amazonaws.com/shop-prod/web:v5`,
    /it is in the region us-east-1/,
  ],
  [
    "another stack",
    `${registry}/shop-staging/web:v5`,
    /the repository shop-staging\/web is not the app's/,
  ],
  ["another registry", "ghcr.io/acme/web:v5", /it is in another registry/],
  [
    "a tag where nobody can look it up",
    "ghcr.io/acme/web:v5",
    /a digest is required, because its tags cannot be looked up/,
    externalHome,
  ],
];

describe("the image of a release", () => {
  for (const [title, uri] of good) {
    it(`may be ${title}`, async () => {
      const found = await imageToRelease(uri, home, images);
      assert.equal(found, `${web}@${digest("b")}`);
    });
  }

  for (const [title, uri, expected, app = home] of bad) {
    it(`may not be ${title}`, async () => {
      const releasing = imageToRelease(uri, app, images);
      await assert.rejects(releasing, (error: unknown) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, expected);
        assert.ok(error.hint !== undefined && error.exitCode === 2);
        return true;
      });
    });
  }

  it("may come from elsewhere, where the stack file says so", async () => {
    const uri = `ghcr.io/acme/web:v6@${digest("d")}`;
    const found = await imageToRelease(uri, externalHome, images);
    assert.equal(found, `ghcr.io/acme/web@${digest("d")}`);
  });
});

describe("an image that was released once", () => {
  it("is looked for where it would be pulled from", async () => {
    assert.equal(await stillExists(`${web}@${digest("b")}`, home, images), true);
    assert.equal(await stillExists(`${web}@${digest("a")}`, home, images), false);
  });
  it("is taken for granted where nobody can look", async () => {
    assert.equal(await stillExists(`ghcr.io/acme/web@${digest("a")}`, home, images), true);
  });
});

describe("images in ECR", () => {
  it("are asked for by tag or digest", async () => {
    const client = answering({
      BatchGetImageCommand: () => ({
        images: [{ imageId: { imageDigest: digest("b") }, imageManifest: "{}" }],
      }),
    });
    const found = ecrImages(ecrAdapter(client));
    assert.equal(await found.digest("shop-prod/web", "v5"), digest("b"));
    assert.equal(await found.digest("shop-prod/web", digest("b")), digest("b"));
    assert.deepEqual(
      client.asked.map(({ input }) => (input as { imageIds: unknown }).imageIds),
      [[{ imageTag: "v5" }], [{ imageDigest: digest("b") }]],
    );
  });

  it("are absent where the repository is", async () => {
    const client = answering({
      BatchGetImageCommand: () => {
        throw Object.assign(new Error("no"), { name: "RepositoryNotFoundException" });
      },
    });
    assert.equal(await ecrImages(ecrAdapter(client)).digest("shop-prod/wbe", "v5"), undefined);
  });
});
