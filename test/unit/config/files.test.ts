import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { fileProblems, stagesOf } from "../../../config/files";
import { problemLine } from "../../../config/problems";

describe("the files that an image is built from", () => {
  let root = "";
  before(() => {
    root = mkdtempSync(join(tmpdir(), "slipway-files-"));
    writeFileSync(join(root, "Dockerfile"), "FROM node:20 AS build\nFROM node:20-slim\n");
  });
  after(() => {
    rmSync(root, { recursive: true });
  });

  function linesOf(image: Record<string, string>): string[] {
    return fileProblems({ app: { context: ".", dockerfile: "Dockerfile", ...image } }, root).map(
      problemLine,
    );
  }

  it("are found relative to Pulumi.yaml", () => {
    assert.deepEqual(linesOf({}), []);
    assert.deepEqual(linesOf({ target: "build" }), []);
    assert.deepEqual(linesOf({ target: "1" }), []);
  });

  it("are reported with their whole path when they are missing", () => {
    assert.deepEqual(linesOf({ dockerfile: "Dockerfile.prod" }), [
      `images.app.dockerfile: Dockerfile not found: ${join(root, "Dockerfile.prod")}`,
    ]);
    assert.deepEqual(linesOf({ context: "apps/web" }), [
      `images.app.context: build context not found: ${join(root, "apps/web")}`,
    ]);
    assert.deepEqual(linesOf({ context: "Dockerfile" }), [
      `images.app.context: build context not found: ${join(root, "Dockerfile")}`,
    ]);
  });

  it("must have the stage that is to be built", () => {
    assert.deepEqual(linesOf({ target: "biuld" }), [
      'images.app.target: unknown stage "biuld"; did you mean "build"?',
    ]);
    assert.deepEqual(linesOf({ target: "release" }), [
      `images.app.target: unknown stage "release"; ${join(root, "Dockerfile")} has build`,
    ]);
    assert.equal(linesOf({ target: "2" }).length, 1);
  });

  it("may give options, continued lines and any case to FROM", () => {
    assert.deepEqual(
      stagesOf(
        "# FROM x AS no\nfrom --platform=$BUILDPLATFORM a \\\n  as Build\r\nFROM b\nRUN FROM c",
      ),
      ["build", ""],
    );
  });
});
