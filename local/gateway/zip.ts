import { unzipSync, zipSync, type ZippableFile } from "fflate";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";

/** One file of an archive. */
export interface ArchivedFile {
  readonly path: string;
  readonly content: Buffer;
  /** The permissions of its owner and others. */
  readonly mode: number;
}

export function zip(files: readonly ArchivedFile[]): Buffer {
  const entries = files.map(({ path, content, mode }): [string, ZippableFile] => [
    path,
    // 3 is Unix, whose attributes are the upper half.
    [content, { os: 3, attrs: ((0o100000 | mode) << 16) >>> 0 }],
  ]);
  return Buffer.from(zipSync(Object.fromEntries(entries)));
}

/** @throws Error where the archive is none, or a path leaves the folder */
export function unzip(archive: Buffer, folder: string): void {
  const modes = modesOf(archive);
  for (const [path, content] of Object.entries(unzipSync(archive))) {
    const file = join(folder, normalize(path));
    if (!file.startsWith(`${folder}${sep}`)) {
      throw new Error(`The archive's path ${path} leads out of it`);
    }
    if (path.endsWith("/")) {
      mkdirSync(file, { recursive: true });
      continue;
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    if (((modes.get(path) ?? 0) & 0o111) !== 0) {
      chmodSync(file, 0o755);
    }
  }
}

/** One file of an archive; undefined where it has none at this path. */
export function fileInZip(archive: Buffer, path: string): Buffer | undefined {
  const found = unzipSync(archive, { filter: ({ name }) => name === path })[path];
  return found && Buffer.from(found);
}

const centralHeader = 0x02014b50;
const endHeader = 0x06054b50;

/** Permissions by path, of archives made on Unix: the library leaves them out. */
function modesOf(archive: Buffer): ReadonlyMap<string, number> {
  const modes = new Map<string, number>();
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || archive.readUInt32LE(end) !== endHeader) {
    return modes;
  }
  let at = archive.readUInt32LE(end + 16);
  while (at + 46 <= archive.length && archive.readUInt32LE(at) === centralHeader) {
    const length = archive.readUInt16LE(at + 28);
    const path = archive.toString("utf8", at + 46, at + 46 + length);
    if (archive.readUInt8(at + 5) === 3) {
      modes.set(path, (archive.readUInt32LE(at + 38) >>> 16) & 0o777);
    }
    at += 46 + length + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return modes;
}
