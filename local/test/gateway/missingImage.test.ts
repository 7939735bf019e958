import assert from "node:assert/strict";

import { missingImage } from "../../gateway/missingImage";

const digest = `sha256:${"a".repeat(64)}`;
const answer = (...images: object[]): string => JSON.stringify({ imageDetails: images });
const asked = (...imageIds: object[]): string =>
  JSON.stringify({ repositoryName: "shop/web", imageIds });
const image = { imageDigest: digest, imageTags: ["1.2"] };

describe("an image that DescribeImages asks for", () => {
  for (const [what, request] of [
    ["by its tag", asked({ imageTag: "1.2" })],
    ["by its digest", asked({ imageDigest: digest })],
    ["by both", asked({ imageDigest: digest, imageTag: "1.2" })],
    ["among all", JSON.stringify({ repositoryName: "shop/web" })],
  ] as const) {
    it(`is found ${what}`, () => {
      assert.equal(missingImage(request, answer(image), "000000000000"), undefined);
    });
  }

  for (const [what, request, quoted] of [
    ["no image has the tag", asked({ imageTag: "2.0" }), "{imageDigest:'null', imageTag:'2.0'}"],
    [
      "one of several is not there",
      asked({ imageTag: "1.2" }, { imageTag: "2.0" }),
      "{imageDigest:'null', imageTag:'2.0'}",
    ],
    [
      "another image has the tag",
      asked({ imageDigest: "sha256:b", imageTag: "1.2" }),
      "{imageDigest:'sha256:b', imageTag:'1.2'}",
    ],
  ] as const) {
    it(`is missed where ${what}`, () => {
      assert.equal(
        missingImage(request, answer(image), "000000000000"),
        `The image with imageId ${quoted} does not exist within the repository with name 'shop/web' in the registry with id '000000000000'`,
      );
    });
  }
});
