import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { type RegistryAddress } from "../rewriteImages";
import { type Docker } from "./docker";

/** What a build's container starts from. */
export interface MachineImage {
  readonly name: string;
  readonly mounts: readonly string[];
  /** Said at the beginning of the log where something stands in. */
  readonly note?: string;
}

/** What images are looked for and made with. */
export interface ImageParts {
  readonly docker: Docker;
  readonly registry: RegistryAddress;
  /** Folder for the programs that builds find in front of their image's own. */
  readonly folder: string;
  /** The environment of Python that the AWS command line is installed in. */
  readonly python: string;
  /** Labels for containers that a build starts. */
  readonly labels: Readonly<Record<string, string>>;
}

const standIn = "slipway/build-stand-in:1";

/** Where the container finds {@link ImageParts.folder}. */
export const programs = "/opt/slipway";

/**
 * The image of a project where this machine has it or can pull it. AWS's own build images are large and are not pulled:
 * unless they are here, this machine's own programs stand in for them, read-only, in an image that holds nothing.
 */
export async function machineImage(parts: ImageParts, image: string): Promise<MachineImage> {
  const { docker, registry, folder } = parts;
  writePrograms(parts);
  const plugins = join(dirname(parts.python), "docker", "cli-plugins");
  const front = [
    `${folder}:${programs}:ro`,
    ...(existsSync(plugins) ? [`${plugins}:${programs}/plugins:ro`] : []),
  ];
  const name = image.replace(registry.aws, registry.local);
  const curated = /^(public\.ecr\.aws\/codebuild\/|aws\/codebuild\/)/.test(name);
  const here = async (): Promise<boolean> => (await docker.run(["image", "inspect", name])) === 0;
  if (await here()) {
    return { name, mounts: front };
  }
  if (!curated) {
    await docker.succeed(["pull", "--quiet", name]);
    return { name, mounts: front };
  }
  if ((await docker.run(["image", "inspect", standIn])) !== 0) {
    // An archive without files.
    const input = Buffer.alloc(10_240);
    await docker.succeed(["import", "--change", "LABEL slipway.stand-in=build", "-", standIn], {
      input,
    });
  }
  return {
    name: standIn,
    mounts: [...ownSystem(parts.python), ...front],
    note: `This machine's own programs stand in for the image ${image}, which is not here`,
  };
}

/** The folders of this machine's system that programs need, read-only. */
function ownSystem(python: string): string[] {
  const folders = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];
  const files = [
    "alternatives",
    "ca-certificates",
    "group",
    "nsswitch.conf",
    "passwd",
    "pki",
    "ssl",
  ];
  const found = [...folders, ...files.map((name) => `/etc/${name}`)].filter((path) =>
    existsSync(path),
  );
  return [
    ...found.map((path) => `${realpathSync(path)}:${path}:ro`),
    ...[python, homeOf(python)]
      .filter((path) => existsSync(path) && !path.startsWith("/usr/"))
      .map((path) => `${path}:${path}:ro`),
  ];
}

/** The Python that an environment was made from. */
function homeOf(python: string): string {
  const settings = join(python, "pyvenv.cfg");
  const [, home = ""] = existsSync(settings)
    ? (/^home\s*=\s*(.+)$/m.exec(readFileSync(settings, "utf8")) ?? [])
    : [];
  return home === "" ? python : dirname(home.trim());
}

/** `docker`, which knows the local registry by AWS's name for it; `aws` of local AWS. */
function writePrograms({ folder, registry, python, labels }: ImageParts): void {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  mkdirSync(join(folder, "plugins"), { recursive: true });
  const own = Object.entries(labels).map(([name, value]) => `--label ${name}=${value}`);
  const withoutOwn = `PATH=$(printf %s "$PATH" | sed "s,^${programs}/bin:,,")`;
  const docker = [
    "#!/bin/sh",
    withoutOwn,
    "left=$#",
    'while [ "$left" -gt 0 ]; do',
    `  word=$(printf '%s.' "$1" | sed "s,${registry.aws.replaceAll(".", "\\.")},${registry.local},g")`,
    "  shift",
    '  set -- "$@" "${word%.}"',
    "  left=$((left - 1))",
    "done",
    'case "$1" in',
    "  run | create)",
    "    verb=$1",
    "    shift",
    `    set -- "$verb" ${own.join(" ")} --label slipway.build="\${CODEBUILD_BUILD_ID##*:}" "$@"`,
    "    ;;",
    "esac",
    'exec docker "$@"',
    "",
  ];
  const aws = [
    "#!/bin/sh",
    `if [ -x ${python}/bin/aws ]; then exec ${python}/bin/python ${python}/bin/aws "$@"; fi`,
    withoutOwn,
    'exec aws "$@"',
    "",
  ];
  for (const [name, lines] of Object.entries({ docker, aws })) {
    writeFileSync(join(bin, name), lines.join("\n"), { mode: 0o755 });
  }
}
