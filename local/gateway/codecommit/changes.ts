import { ServiceError } from "../serviceError";
import { type GitFolder } from "./git";
import {
  checkNames,
  checkPath,
  fileMode,
  gitMode,
  writeBlob,
  type FileMode,
  type Tree,
  type TreeEntry,
} from "./trees";

/** What a commit does to files, as CreateCommit takes it. */
export interface FileChanges {
  readonly putFiles?: readonly {
    readonly filePath: string;
    readonly fileMode?: FileMode;
    /** Base64. */
    readonly fileContent?: string;
    readonly sourceFile?: { readonly filePath: string; readonly isMove?: boolean };
  }[];
  readonly deleteFiles?: readonly { readonly filePath: string }[];
  readonly setFileModes?: readonly { readonly filePath: string; readonly fileMode: FileMode }[];
  readonly keepEmptyFolders?: boolean;
}

/** A file in the answer to a commit. */
export interface FileFacts {
  readonly absolutePath: string;
  readonly blobId: string;
  readonly fileMode: FileMode;
}

const maxEntries = 100;
const maxFileBytes = 6 * 1024 * 1024;

/** The tree after the changes; nothing is in the repository yet but the new blobs. */
export async function changedTree(
  repository: GitFolder,
  before: Tree,
  changes: FileChanges,
): Promise<Tree> {
  const { putFiles = [], deleteFiles = [], setFileModes = [] } = changes;
  checkEntries([...putFiles, ...deleteFiles, ...setFileModes].map(({ filePath }) => filePath));
  const after = new Map(before);
  for (const { filePath } of deleteFiles) {
    existing(before, filePath);
    after.delete(filePath);
  }
  for (const { filePath, fileMode: mode } of setFileModes) {
    after.set(filePath, { ...existing(before, filePath), mode: gitMode(mode) });
  }
  for (const put of putFiles) {
    const source = put.sourceFile?.filePath;
    if (source !== undefined && put.sourceFile?.isMove === true) {
      after.delete(source);
    }
    const kept = before.get(put.filePath)?.mode ?? gitMode("NORMAL");
    const mode = put.fileMode === undefined ? kept : gitMode(put.fileMode);
    const id = await contentOf(repository, before, put);
    after.set(put.filePath, { mode, type: "blob", id });
  }
  for (const { filePath } of putFiles) {
    checkNames(after, filePath);
  }
  if (changes.keepEmptyFolders === true) {
    await keepFolders(repository, before, after);
  }
  return after;
}

/** What the answer of CreateCommit lists. */
export function fileFacts(before: Tree, after: Tree) {
  const facts = (path: string, { id, mode }: TreeEntry): FileFacts => ({
    absolutePath: path,
    blobId: id,
    fileMode: fileMode(mode),
  });
  const added = [...after].filter(([path]) => !before.has(path));
  const deleted = [...before].filter(([path]) => !after.has(path));
  const updated = [...after].filter(([path, { id, mode }]) => {
    const old = before.get(path);
    return old !== undefined && (old.id !== id || old.mode !== mode);
  });
  return {
    filesAdded: added.map(([path, entry]) => facts(path, entry)),
    filesUpdated: updated.map(([path, entry]) => facts(path, entry)),
    filesDeleted: deleted.map(([path, entry]) => facts(path, entry)),
  };
}

function checkEntries(paths: readonly string[]): void {
  if (paths.length === 0) {
    throw new ServiceError(
      "FileEntryRequiredException",
      "The commit must contain at least one file entry",
    );
  }
  if (paths.length > maxEntries) {
    throw new ServiceError(
      "MaximumFileEntriesExceededException",
      `The commit has ${paths.length} file entries; the maximum is ${maxEntries}`,
    );
  }
  paths.forEach(checkPath);
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined) {
    throw new ServiceError(
      "SamePathRequestException",
      `More than one entry names the path ${twice}`,
    );
  }
}

async function contentOf(
  repository: GitFolder,
  before: Tree,
  { filePath, fileContent, sourceFile }: NonNullable<FileChanges["putFiles"]>[number],
): Promise<string> {
  if (fileContent !== undefined && sourceFile !== undefined) {
    throw new ServiceError(
      "FileContentAndSourceFileSpecifiedException",
      `${filePath} has both a content and a source file`,
    );
  }
  if (sourceFile !== undefined) {
    return existing(before, sourceFile.filePath).id;
  }
  if (fileContent === undefined) {
    throw new ServiceError(
      "SourceFileOrContentRequiredException",
      `${filePath} has neither content nor a source file`,
    );
  }
  const content = Buffer.from(fileContent, "base64");
  if (content.length > maxFileBytes) {
    throw new ServiceError(
      "FileContentSizeLimitExceededException",
      `${filePath} is larger than 6 MB`,
    );
  }
  return writeBlob(repository, content);
}

async function keepFolders(
  repository: GitFolder,
  before: Tree,
  after: Map<string, TreeEntry>,
): Promise<void> {
  for (const path of before.keys()) {
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    if (folder === "" || [...after.keys()].some((other) => other.startsWith(folder))) {
      continue;
    }
    const id = await writeBlob(repository, Buffer.alloc(0));
    after.set(`${folder}.gitkeep`, { mode: gitMode("NORMAL"), type: "blob", id });
  }
}

function existing(tree: Tree, path: string): TreeEntry {
  const entry = tree.get(path);
  if (entry === undefined) {
    throw new ServiceError("FileDoesNotExistException", `The file ${path} does not exist`);
  }
  return entry;
}
