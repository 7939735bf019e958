import { asset } from "@pulumi/pulumi";
import * as rpc from "@pulumi/pulumi/runtime/rpc";
import { strFromU8, unzipSync } from "fflate";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as archives from "../../aws/functionArchive";
import { UNKNOWN } from "../../provider/values";

const onWire = (archive: asset.Archive) => rpc.serializeProperty("test", archive, new Set());

/** Names and contents of a zip file. */
function unzipped(zip: Buffer): [string, string][] {
  return Object.entries(unzipSync(zip)).map(([name, content]) => [name, strFromU8(content)]);
}

describe("the code of a function", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-archive-"));
    writeFileSync(join(folder, "a.js"), "a");
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("is zipped from files, texts and archives in it, as Pulumi hands them over", async () => {
    const archive: unknown = await onWire(
      new asset.AssetArchive({
        "index.js": new asset.FileAsset(join(folder, "a.js")),
        lib: new asset.AssetArchive({ "b.js": new asset.StringAsset("b") }),
      }),
    );
    assert.deepEqual(archives.archiveProblems("code", archive), []);
    assert.deepEqual(unzipped(archives.zippedCode(archive)), [
      ["index.js", "a"],
      ["lib/b.js", "b"],
    ]);
  });

  it("is the same bytes whenever it is zipped, of files that Lambda may read", async () => {
    const archive: unknown = await onWire(
      new asset.AssetArchive({ "index.js": new asset.StringAsset("exports.handler = 1;") }),
    );
    const zip = archives.zippedCode(archive);
    const entry = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
    assert.equal(zip.readUInt16LE(entry + 12), 0, "the time of day");
    assert.equal(zip.readUInt16LE(entry + 14), 0x21, "1980-01-01");
    assert.equal(zip.readUInt32LE(entry + 38) >>> 16, 0o100644);
  });

  it("is refused in a form that is not served, and taken unseen while it is not known", async () => {
    for (const archive of [
      new asset.FileArchive(folder),
      new asset.RemoteArchive("https://example.com/code.zip"),
      new asset.AssetArchive({ lib: new asset.FileArchive(folder) }),
      new asset.AssetArchive({ "a.js": new asset.RemoteAsset("https://example.com/a.js") }),
    ]) {
      const problems = archives.archiveProblems("code", await onWire(archive));
      assert.deepEqual(
        problems.map(({ property }) => property),
        ["code"],
      );
    }
    assert.deepEqual(archives.archiveProblems("code", UNKNOWN), []);
  });

  it("is the same wherever its files lie, and not the same without a hash", () => {
    assert.equal(archives.sameArchive({ hash: "1", path: "/a" }, { hash: "1", path: "/b" }), true);
    assert.equal(archives.sameArchive({ hash: "1" }, { hash: "2" }), false);
    assert.equal(archives.sameArchive({}, {}), false);
  });
});
