/** Folders that the kernel fills; a container does not start with something else in their place. */
const systemFolders = ["/proc", "/sys", "/dev"];

/** A path of a container as Docker compares it: without slashes at its end. */
export function normalMountPath(path: string): string {
  return path.replace(/(?<=.)\/+$/, "");
}

/** What is wrong with the place of a volume in a container. */
export function mountPathProblem(path: string): string | undefined {
  const normal = normalMountPath(path);
  const segments = normal.split("/").slice(1);
  if (!path.startsWith("/")) {
    return "must start with /";
  }
  if (normal === "/") {
    return "must not be the root of the container; choose a folder such as /data";
  }
  if (segments.some((segment) => ["", ".", ".."].includes(segment))) {
    return "must be a plain path without //, . and ..";
  }
  // Docker writes a volume as <source>:<path>:<mode>.
  if (/[:\s]/.test(path)) {
    return "must not contain colons or spaces";
  }
  const system = systemFolders.find((folder) => normal === folder);
  return system === undefined
    ? undefined
    : `must not be ${system}, which belongs to the kernel; choose a folder such as /data`;
}
