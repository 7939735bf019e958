import { mountPathProblem, normalMountPath } from "./mountPath";

/** What keeps a volume's files; without any, they are in a folder that dies with its task. */
interface VolumeStores {
  readonly efs?: object | undefined;
  readonly hostPath?: string | undefined;
  readonly tmpfs?: { readonly sizeMiB?: number | undefined } | undefined;
}

/** A container, as far as it mounts volumes. */
export interface MountingContainer {
  readonly name: string;
  /** Its limit. @default - unknown */
  readonly memoryMiB?: number | undefined;
  readonly mounts: Readonly<Record<string, VolumeMount | undefined>>;
}

interface VolumeMount {
  readonly path?: string | undefined;
  readonly readOnly?: boolean | undefined;
}

/** A problem of a volume, or of the mount of one in a container. */
export interface VolumeProblem {
  readonly volume: string;
  /** @default - the volume's own */
  readonly container?: string;
  readonly key?: "efs" | "hostPath" | "tmpfs" | "path" | "readOnly";
  readonly sentence: string;
}

/**
 * What is wrong with the volumes of a task and with where its containers mount them.
 *
 * @param launch unknown where the configuration's own value is wrong.
 */
export function volumeProblems(
  volumes: Readonly<Record<string, VolumeStores>>,
  containers: readonly MountingContainer[],
  launch: "ec2" | "fargate" | undefined,
): VolumeProblem[] {
  const known = new Map(Object.entries(volumes));
  return [
    ...[...known].flatMap(([volume, stores]) => [
      ...storeProblems(volume, stores, launch),
      ...useProblems(volume, stores, containers),
    ]),
    ...containers.flatMap((container) => mountProblems(known, container)),
  ];
}

/** What is wrong with a folder of the host as a volume. */
export function hostPathProblem(path: string): string | undefined {
  const normal = normalMountPath(path);
  if (!path.startsWith("/")) {
    return "must start with /";
  }
  if (normal === "/") {
    return "must not be the root of the host, which would hand the whole host to the container; choose a folder such as /var/app";
  }
  const segments = normal.split("/").slice(1);
  return segments.some((segment) => ["", ".", ".."].includes(segment)) || /[:\s]/.test(path)
    ? "must be a plain path without //, . and .., colons and spaces"
    : undefined;
}

function storeProblems(
  volume: string,
  stores: VolumeStores,
  launch: "ec2" | "fargate" | undefined,
): VolumeProblem[] {
  const { efs, hostPath, tmpfs } = stores;
  const given = Object.entries({ efs, hostPath, tmpfs }).flatMap(([key, value]) =>
    value === undefined ? [] : [key],
  );
  if (given.length > 1) {
    return [{ volume, sentence: `has ${given.join(" and ")}; keep one of them` }];
  }
  if (launch === "fargate" && hostPath !== undefined) {
    return [
      {
        volume,
        key: "hostPath",
        sentence:
          "needs hosts of your own, which Fargate does not have; use efs, or leave it out for a folder that dies with its task",
      },
    ];
  }
  if (launch === "fargate" && tmpfs !== undefined) {
    return [
      {
        volume,
        key: "tmpfs",
        sentence: "cannot be used on Fargate; leave it out for a folder that dies with its task",
      },
    ];
  }
  const problem = hostPath === undefined ? undefined : hostPathProblem(hostPath);
  return problem === undefined
    ? []
    : [{ volume, key: "hostPath", sentence: `${problem} (got "${hostPath ?? ""}")` }];
}

function useProblems(
  volume: string,
  { tmpfs }: VolumeStores,
  containers: readonly MountingContainer[],
): VolumeProblem[] {
  const users = containers.filter(({ mounts }) => mounts[volume] !== undefined);
  const [user] = users;
  if (user === undefined) {
    return [
      {
        volume,
        sentence: `is mounted by no container; add mounts: { ${volume}: { path: /… } } to one, or remove the volume`,
      },
    ];
  }
  if (tmpfs === undefined) {
    return [];
  }
  if (users.length > 1) {
    const names = users.map(({ name }) => `"${name}"`).join(" and ");
    return [
      {
        volume,
        key: "tmpfs",
        sentence: `belongs to one container, and ${names} mount it; leave tmpfs out for a folder that they share`,
      },
    ];
  }
  const { sizeMiB } = tmpfs;
  return [
    ...(sizeMiB !== undefined && user.memoryMiB !== undefined && sizeMiB >= user.memoryMiB
      ? [
          {
            volume,
            key: "tmpfs" as const,
            sentence: `takes ${sizeMiB} MiB of the memory of container "${user.name}", which has ${user.memoryMiB}; give the container more, or the volume less`,
          },
        ]
      : []),
    ...(user.mounts[volume]?.readOnly === true
      ? [
          {
            volume,
            container: user.name,
            key: "readOnly" as const,
            sentence: "leaves a tmpfs empty for good, which only this container sees; leave it out",
          },
        ]
      : []),
  ];
}

function mountProblems(
  volumes: ReadonlyMap<string, VolumeStores>,
  { name: container, mounts }: MountingContainer,
): VolumeProblem[] {
  const paths = Object.values(mounts).flatMap((mount) =>
    mount?.path === undefined ? [] : [normalMountPath(mount.path)],
  );
  return Object.entries(mounts).flatMap(([volume, mount]): VolumeProblem[] => {
    const unknown = volumes.has(volume) ? undefined : unknownVolume(volume, [...volumes.keys()]);
    const { path } = mount ?? {};
    const problem = path === undefined ? undefined : pathProblem(path, paths);
    return [
      ...(unknown === undefined ? [] : [{ volume, container, sentence: unknown }]),
      ...(problem === undefined
        ? []
        : [{ volume, container, key: "path" as const, sentence: problem }]),
    ];
  });
}

function unknownVolume(volume: string, known: readonly string[]): string {
  return known.length === 0
    ? `the app has no volumes; declare it: volumes: { ${volume}: {} }`
    : `the app has no volume "${volume}"; it has ${known.join(", ")}`;
}

function pathProblem(path: string, all: readonly string[]): string | undefined {
  const problem = mountPathProblem(path);
  if (problem !== undefined) {
    return `${problem} (got "${path}")`;
  }
  return all.filter((other) => other === normalMountPath(path)).length > 1
    ? `duplicate path "${path}"; give each volume its own`
    : undefined;
}
