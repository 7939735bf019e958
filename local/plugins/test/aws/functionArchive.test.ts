import { asset } from "@pulumi/pulumi";
import * as rpc from "@pulumi/pulumi/runtime/rpc";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { crc32 } from "../../aws/crc32";
import * as archives from "../../aws/functionArchive";
import { zipFile } from "../../aws/zipFile";
import { UNKNOWN } from "../../provider/values";

const onWire = (archive: asset.Archive) => rpc.serializeProperty("test", archive, new Set());

/** Names and contents of a zip file, by its central directory. */
function unzipped(zip: Buffer): [string, string][] {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  let at = zip.readUInt32LE(end + 16);
  return Array.from({ length: zip.readUInt16LE(end + 10) }, () => {
    const [sum, size] = [zip.readUInt32LE(at + 16), zip.readUInt32LE(at + 24)];
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString("utf8", at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    assert.equal(zip.readUInt32LE(local), 0x04034b50);
    const start = local + 30 + zip.readUInt16LE(local + 26);
    const content = zip.subarray(start, start + size);
    assert.equal(crc32(content), sum);
    at += 46 + nameLength;
    return [name, content.toString("utf8")];
  });
}

describe("zip files", () => {
  it("have the checksums of the format", () => {
    assert.equal(crc32(Buffer.from("123456789")), 0xcbf43926);
  });

  it("are the same bytes for the same files", () => {
    const entries = [{ name: "index.js", content: Buffer.from("exports.handler = 1;") }];
    assert.deepEqual(zipFile(entries), zipFile(entries));
    assert.deepEqual(unzipped(zipFile(entries)), [["index.js", "exports.handler = 1;"]]);
  });
});

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
