import { type Zippable, zipSync } from "fflate";
import { readFileSync } from "node:fs";

import { containsUnknown, isRecord, signatureKey } from "../provider/values";
import { type Problem } from "../resourceEntry";
import { record, text } from "./shapes";

// Marks of Pulumi's wire format (sdk/go/common/resource/sig); a test compares them.
export const archiveSignature = "0def7320c3a5731c473e5ecbe6d01bc7";
export const assetSignature = "c44067f5952c0a294b673a41bacd8c17";

/** A regular file that everybody may read, as Lambda needs it: in a zip file's upper half, for Unix. */
const attributes = (0o100644 << 16) >>> 0;
const unix = 3;
/** The first day that the format knows: the same files give the same bytes. */
const mtime = new Date(1980, 0, 1);

/** The code of a function as a zip file, not compressed: an archive of files and texts. */
export function zippedCode(archive: unknown): Buffer {
  const files: Zippable = Object.fromEntries(filesIn(record(archive)["assets"], ""));
  return Buffer.from(zipSync(files, { level: 0, attrs: attributes, os: unix, mtime }));
}

/** Pulumi's own hash of an archive's content: the same wherever its files lie. */
export function archiveHash(archive: unknown): string | undefined {
  return text(record(archive)["hash"]);
}

/** Whether two archives hold the same, wherever their files lie. */
export function sameArchive(existing: unknown, wanted: unknown): boolean {
  const hash = archiveHash(wanted);
  return hash !== undefined && archiveHash(existing) === hash;
}

/** Archives that cannot be served here: those at an address, or in a file or folder of their own. */
export function archiveProblems(property: string, archive: unknown): Problem[] {
  if (archive === undefined || containsUnknown(archive)) {
    return [];
  }
  const reason =
    "must be an AssetArchive of files, texts and other such archives; the stand-in provider serves no other";
  return isServed(archive) ? [] : [{ property, reason }];
}

function isServed(value: unknown): boolean {
  const { [signatureKey]: signature, assets, path, text: content } = record(value);
  if (signature === assetSignature) {
    return path !== undefined || content !== undefined;
  }
  return (
    signature === archiveSignature && isRecord(assets) && Object.values(assets).every(isServed)
  );
}

function filesIn(
  assets: unknown,
  folder: string,
): (readonly [path: string, content: Uint8Array])[] {
  return Object.entries(record(assets))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, value]) => {
      const name = folder + key;
      const { [signatureKey]: signature, assets: inner, path, text: content } = record(value);
      if (signature === archiveSignature) {
        return filesIn(inner, `${name}/`);
      }
      const file = text(path);
      return [[name, file === undefined ? textOf(content) : readFileSync(file)] as const];
    });
}

function textOf(content: unknown): Buffer {
  return Buffer.from(typeof content === "string" ? content : "", "utf8");
}
