import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type Docker, type DockerRun } from "./docker";
import { programs, type MachineImage } from "./images";
import { exportLines, quoted } from "./variables";

/** What a build's container is made of. */
export interface MachineSettings {
  /** The unique part of the build's ID. */
  readonly uuid: string;
  /** Folder of this build alone; the container sees it at the same path, and so do containers that it starts. */
  readonly folder: string;
  readonly image: MachineImage;
  /** Whether it may use this machine's Docker. */
  readonly privileged: boolean;
  /** Seconds after which the container ends by itself, should the gateway be gone. */
  readonly lifetimeSeconds: number;
  readonly labels: Readonly<Record<string, string>>;
}

export type Shell = "sh" | "bash";

/** The container that a build runs in. */
export interface Machine {
  /** Folder of the sources. */
  readonly sources: string;
  /** Runs a command where the one before it ended, with its variables; gives the exit code. */
  run(shell: Shell, command: string, options: DockerRun): Promise<number>;
  /** Changes variables of the commands that follow. */
  set(variables: Readonly<Record<string, string>>): void;
  /** Values that the commands so far exported; what was not set is absent. */
  exported(shell: Shell, names: readonly string[]): Promise<Readonly<Record<string, string>>>;
}

/** Folder of {@link MachineSettings.folder} that holds the sources. */
export function sourceFolderOf(folder: string): string {
  return join(folder, "src");
}

/**
 * Starts the container. Its first process only waits; commands are started beside it, each with the variables and the
 * folder that the one before it left, as CodeBuild's agent does.
 */
export async function startMachine(docker: Docker, settings: MachineSettings): Promise<Machine> {
  const { uuid, folder, image } = settings;
  const sources = sourceFolderOf(folder);
  const own = join(folder, "tmp");
  mkdirSync(own, { recursive: true });
  const file = (name: string): string => join(own, name);
  writeFileSync(file("env.sh"), `export PATH=${programs}/bin:"$PATH" HOME=/root\n`);
  writeFileSync(file("dir.txt"), `${sources}\n`);
  const labels = Object.entries(settings.labels).flatMap(([name, value]) => [
    "--label",
    `${name}=${value}`,
  ]);
  const mounts = [
    ...image.mounts,
    `${folder}:${folder}`,
    ...(settings.privileged ? [`${docker.socket}:/var/run/docker.sock`] : []),
  ].flatMap((mount) => ["--volume", mount]);
  await docker.succeed([
    ...["run", "--detach", "--rm", "--name", nameOf(uuid), ...labels, ...mounts],
    ...["--workdir", sources, "--entrypoint", "sleep", image.name],
    String(settings.lifetimeSeconds),
  ]);
  await docker.succeed(["exec", nameOf(uuid), "sh", "-c", preparation]);
  const exec = (shell: Shell, options?: DockerRun): Promise<number> =>
    docker.run(["exec", nameOf(uuid), shell, file("script.sh")], options);
  return {
    sources,
    set: (variables) => {
      writeFileSync(file("env.sh"), exportLines(variables), { flag: "a" });
    },
    run: (shell, command, options) => {
      writeFileSync(file("script.sh"), script(command, file));
      return exec(shell, options);
    },
    exported: async (shell, names) => {
      const lines = names.map(
        (name) => `[ -z "\${${name}+x}" ] || printf %s "$${name}" > ${quoted(file(`out.${name}`))}`,
      );
      writeFileSync(file("script.sh"), [`. ${quoted(file("env.sh"))}`, ...lines, ""].join("\n"));
      await exec(shell);
      return Object.fromEntries(
        names.flatMap((name) => {
          const value = readIfThere(file(`out.${name}`));
          return value === undefined ? [] : [[name, value]];
        }),
      );
    },
  };
}

/** Ends the container, and those that it started on this machine's Docker. */
export async function removeMachine(docker: Docker, uuid: string): Promise<void> {
  await docker.run(["rm", "--force", "--volumes", nameOf(uuid)]);
  const { output } = await docker.read([
    "ps",
    "--all",
    "--quiet",
    "--filter",
    `label=${buildLabel}=${uuid}`,
  ]);
  const others = output.split("\n").filter((id) => id !== "");
  if (others.length > 0) {
    await docker.run(["rm", "--force", "--volumes", ...others]);
  }
}

/** What an image that holds nothing lacks, and where Docker looks for its plugins. */
const preparation = [
  "mkdir -p /root/.docker/cli-plugins /tmp",
  "chmod 1777 /tmp",
  `[ ! -d ${programs}/plugins ] || ln -sf ${programs}/plugins/* /root/.docker/cli-plugins/`,
].join(" && ");

/** Which build a container belongs to. */
export const buildLabel = "slipway.build";

function nameOf(uuid: string): string {
  return `slipway-build-${uuid}`;
}

function script(command: string, file: (name: string) => string): string {
  return [
    `. ${quoted(file("env.sh"))}`,
    `cd "$(cat ${quoted(file("dir.txt"))})"`,
    command,
    "CODEBUILD_LAST_EXIT=$?",
    `export -p > ${quoted(file("env.sh"))}`,
    `pwd > ${quoted(file("dir.txt"))}`,
    "exit $CODEBUILD_LAST_EXIT",
    "",
  ].join("\n");
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
