import { UserError } from "./userError";

/** What Node.js calls the system with for a file; others are of the network and of processes. */
const fileCalls: ReadonlySet<string> = new Set([
  ...["open", "read", "write", "close", "stat", "lstat", "scandir", "opendir", "mkdir", "mkdtemp"],
  ...["readlink", "realpath", "access", "copyfile", "rename", "unlink", "rmdir", "rm", "chmod"],
]);

/** What the codes of POSIX mean, after the name of the file, and what to do. */
const reasons: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  ENOENT: ["there is no such file or folder", "Check the path, and that its folder exists."],
  ENOTDIR: ["a part of the path is no folder", "Check the path."],
  EISDIR: ["it is a folder, not a file", "Name a file."],
  EACCES: ["this user may not read or write it", "Change its permissions, or name another path."],
  EPERM: ["this user may not change it", "Change its owner, or name another path."],
  EROFS: ["its disk cannot be written", "Name a path on another disk."],
  ENOSPC: ["its disk is full", "Make room, and run the command again."],
  ENAMETOOLONG: ["the name is too long", "Name a shorter path."],
  ELOOP: ["its links lead in a circle", "Name the file that is meant."],
};

/** A file that cannot be read or written, in two lines; `undefined` for any other error. */
export function fileErrorOf(error: Error): UserError | undefined {
  const { code = "", path = "A file", syscall = "" } = error as NodeJS.ErrnoException;
  const found = fileCalls.has(syscall) && Object.hasOwn(reasons, code) ? reasons[code] : undefined;
  return found && new UserError(`${path}: ${found[0]}.`, { hint: found[1], cause: error });
}
