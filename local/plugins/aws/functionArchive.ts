import { readFileSync } from "node:fs";

import { containsUnknown, isRecord, signatureKey } from "../provider/values";
import { type Problem } from "../resourceEntry";
import { record, text } from "./shapes";
import { type ZipEntry, zipFile } from "./zipFile";

// Marks of Pulumi's wire format (sdk/go/common/resource/sig); a test compares them.
export const archiveSignature = "0def7320c3a5731c473e5ecbe6d01bc7";
export const assetSignature = "c44067f5952c0a294b673a41bacd8c17";

/** The code of a function as a zip file: an archive of files and texts. */
export function zippedCode(archive: unknown): Buffer {
  return zipFile(filesIn(record(archive)["assets"], ""));
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

function filesIn(assets: unknown, folder: string): ZipEntry[] {
  return Object.entries(record(assets))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, value]) => {
      const name = folder + key;
      const { [signatureKey]: signature, assets: inner, path, text: content } = record(value);
      if (signature === archiveSignature) {
        return filesIn(inner, `${name}/`);
      }
      const file = text(path);
      return [{ name, content: file === undefined ? textOf(content) : readFileSync(file) }];
    });
}

function textOf(content: unknown): Buffer {
  return Buffer.from(typeof content === "string" ? content : "", "utf8");
}
