import { crc32 } from "./crc32";

/** One file of an archive. */
export interface ZipEntry {
  /** Path in the archive, with forward slashes. */
  readonly name: string;
  readonly content: Buffer;
}

/** 1980-01-01, the first day that the format knows: the same files give the same bytes. */
const day = 0x21;
const version = 20;
/** Names are UTF-8. */
const flags = 0x0800;
/** A regular file that everybody may read, as Lambda needs it. */
const attributes = (0o100644 << 16) >>> 0;

/** A zip file that holds the files as they are, not compressed. */
export function zipFile(entries: readonly ZipEntry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const path = Buffer.from(name, "utf8");
    const common = fields(
      [2, version],
      [2, flags],
      [2, 0],
      [2, 0],
      [2, day],
      [4, crc32(content)],
      [4, content.length],
      [4, content.length],
      [2, path.length],
      [2, 0],
    );
    const file = [fields([4, 0x04034b50]), common, path, content];
    directory.push(
      fields([4, 0x02014b50], [2, (3 << 8) | version]),
      common,
      fields([2, 0], [2, 0], [2, 0], [4, attributes], [4, offset]),
      path,
    );
    files.push(...file);
    offset += file.reduce((sum, { length }) => sum + length, 0);
  }
  const listed = Buffer.concat(directory);
  const end = fields(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, entries.length],
    [2, entries.length],
    [4, listed.length],
    [4, offset],
    [2, 0],
  );
  return Buffer.concat([...files, listed, end]);
}

/** Little-endian numbers of so many bytes, one after the other. */
function fields(...values: readonly (readonly [bytes: number, value: number])[]): Buffer {
  return Buffer.concat(
    values.map(([bytes, value]) => {
      const buffer = Buffer.alloc(bytes);
      buffer.writeUIntLE(value, 0, bytes);
      return buffer;
    }),
  );
}
