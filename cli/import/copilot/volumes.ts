import { type Fields, given, keyFrom } from "../fields";
import { type Reader } from "../reader";

/** Volumes of a task, and where its own container has them. */
export interface VolumeFields {
  readonly volumes: Readonly<Record<string, Fields>>;
  readonly mounts: Readonly<Record<string, Fields>>;
}

/** `storage.volumes`: without `efs` a volume is a folder that the containers share. */
export function volumes(reader: Reader): VolumeFields {
  const found = reader.entries().map(([name, volume]) => {
    const efs = volume.at("efs");
    const fileSystemId = (efs.kind === "mapping" ? efs.at("id") : efs).read((text) =>
      text.startsWith("fs-") ? text : undefined,
    );
    efs.at("root_dir").read((text) => (text === "/" ? text : undefined));
    efs.at("auth", "iam").read((text) => (text === "true" ? text : undefined));
    efs.read((text) => (text === "false" ? text : undefined));
    const settings =
      fileSystemId === undefined
        ? {}
        : {
            efs: given({
              fileSystemId,
              accessPointId: efs.at("auth", "access_point_id").text(),
            }),
          };
    return { name: keyFrom(name), settings, mount: mount(volume) };
  });
  return {
    volumes: Object.fromEntries(found.map(({ name, settings }) => [name, settings])),
    mounts: Object.fromEntries(
      found.flatMap(({ name, mount }) => (mount === undefined ? [] : [[name, mount]])),
    ),
  };
}

/** `mount_points` of a sidecar. */
export function sidecarMounts(points: Reader): Record<string, Fields> {
  return Object.fromEntries(
    points
      .items()
      .filter((point) => point.at("path").isScalar)
      .flatMap((point) => {
        const volume = point.at("source_volume").text();
        const found = volume === undefined ? undefined : mount(point);
        return volume === undefined || found === undefined ? [] : [[keyFrom(volume), found]];
      }),
  );
}

/** Copilot mounts read-only unless told otherwise. */
function mount(reader: Reader): Fields | undefined {
  const path = reader.at("path").text();
  const isReadOnly = reader.at("read_only").flag() ?? true;
  return path === undefined ? undefined : { path, ...(isReadOnly ? { readOnly: true } : {}) };
}
