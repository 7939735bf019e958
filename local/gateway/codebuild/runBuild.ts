import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, normalize } from "node:path";

import { type Clock } from "../clock";
import { zip } from "../zip";
import { uuidOf, type Build, type PhaseContext, type PhaseType } from "./build";
import { type BuildLog } from "./buildLog";
import {
  BuildspecError,
  commandPhases,
  parseBuildspec,
  type Buildspec,
  type CommandPhase,
} from "./buildspec";
import { type BuildCalls } from "./calls";
import { filesOf } from "./fileSets";
import { sourceFolderOf, type Machine } from "./machine";
import { type Place } from "./place";
import { VariableError, variablesOf } from "./secrets";
import { type Tracker } from "./tracker";
import { ownVariables } from "./variables";

/** What builds are run with. */
export interface RunParts {
  readonly place: Place;
  readonly clock: Clock;
  readonly calls: BuildCalls;
  /** Lays the sources into the folder. */
  readonly fetch: (build: Build, folder: string) => Promise<void>;
  /** Starts the container of a build, which sees the folder. */
  readonly start: (build: Build, folder: string, log: BuildLog) => Promise<Machine>;
  readonly remove: (build: Build) => Promise<void>;
  /** How containers call local AWS: its address, and keys that tell the build. */
  readonly access: (build: Build) => Readonly<Record<string, string>>;
  /** Ends when it is this build's turn, with what lets the next one in. */
  readonly turn: (build: Build, signal: AbortSignal) => Promise<() => void>;
}

/** Takes a build through its phases; the tracker keeps what becomes of it. */
export async function runBuild(
  parts: RunParts,
  tracker: Tracker,
  folder: string,
  log: BuildLog,
): Promise<void> {
  const { signal } = tracker;
  let release = (): void => undefined;
  try {
    await tracker.phase("QUEUED", async () => {
      release = await parts.turn(tracker.build, signal);
      return undefined;
    });
    await inContainer(parts, tracker, folder, log);
  } finally {
    await parts.remove(tracker.build);
    release();
    rmSync(folder, { recursive: true, force: true });
    await tracker.phase("FINALIZING", async () => {
      await log.flush();
      return undefined;
    });
    tracker.complete();
  }
}

async function inContainer(
  parts: RunParts,
  tracker: Tracker,
  folder: string,
  log: BuildLog,
): Promise<void> {
  const sources = sourceFolderOf(folder);
  mkdirSync(sources, { recursive: true });
  const found: { machine?: Machine; spec?: Buildspec } = {};
  await tracker.phase("PROVISIONING", async () => {
    found.machine = await parts.start(tracker.build, folder, log);
    return undefined;
  });
  const { machine } = found;
  if (machine === undefined) {
    return;
  }
  await tracker.phase("DOWNLOAD_SOURCE", async () => {
    await parts.fetch(tracker.build, sources);
    try {
      const spec = parseBuildspec(buildspecText(tracker.build, sources));
      const { environment, serviceRole } = tracker.build.settings;
      const own = environment.environmentVariables ?? [];
      machine.set({
        ...(await variablesOf(parts.calls, parts.place, serviceRole, spec, own)),
        ...ownVariables(parts.place, tracker.build, sources),
        ...parts.access(tracker.build),
      });
      found.spec = spec;
      return undefined;
    } catch (error) {
      if (error instanceof BuildspecError) {
        return { statusCode: "YAML_FILE_ERROR", message: error.message };
      }
      if (error instanceof VariableError) {
        return { statusCode: error.message, message: "" };
      }
      throw error;
    }
  });
  const { spec } = found;
  if (spec === undefined) {
    return;
  }
  await build(parts, tracker, { machine, spec, sources }, log);
}

interface Ready {
  readonly machine: Machine;
  readonly spec: Buildspec;
  readonly sources: string;
}

async function build(
  parts: RunParts,
  tracker: Tracker,
  { machine, spec, sources }: Ready,
  log: BuildLog,
): Promise<void> {
  for (const name of commandPhases) {
    const succeeded = await tracker.phase(typeOf(name), () =>
      commands(tracker, machine, spec, name, log),
    );
    const then = spec.phases[name]?.onFailure;
    // What was built may have to be cleaned up, so POST_BUILD follows a BUILD that failed.
    if (!succeeded && then !== "CONTINUE" && (name !== "build" || then === "ABORT")) {
      break;
    }
    machine.set({ CODEBUILD_BUILD_SUCCEEDING: tracker.failed ? "0" : "1" });
  }
  if (tracker.signal.aborted) {
    return;
  }
  const values = await machine.exported(spec.shell, spec.exported);
  const exported = Object.entries(values).map(([name, value]) => ({ name, value }));
  tracker.update({ exported });
  await tracker.phase("UPLOAD_ARTIFACTS", () => upload(parts, tracker, spec, sources, log));
}

function typeOf(name: CommandPhase): PhaseType {
  return name.toUpperCase() as PhaseType;
}

/** The project's own text, or the file that it names. */
function buildspecText({ settings: { source } }: Build, sources: string): string {
  const { buildspec = "" } = source;
  if (/[\n{]/.test(buildspec)) {
    return buildspec;
  }
  const path = buildspec === "" ? "buildspec.yml" : buildspec;
  try {
    return readFileSync(join(sources, normalize(path)), "utf8");
  } catch {
    throw new BuildspecError(`stat ${join(sources, path)}: no such file or directory`);
  }
}

async function commands(
  { signal }: Tracker,
  machine: Machine,
  { shell, phases }: Buildspec,
  name: CommandPhase,
  log: BuildLog,
): Promise<PhaseContext | undefined> {
  const { commands: all = [], finally: last = [] } = phases[name] ?? {};
  const run = async (list: readonly string[]): Promise<PhaseContext | undefined> => {
    for (const command of list) {
      log.write(`[Container] Running command ${command}`);
      const onLine = (line: string): void => {
        log.write(line);
      };
      const code = await machine.run(shell, command, { onLine, signal });
      signal.throwIfAborted();
      if (code !== 0) {
        log.write(`[Container] Command did not exit successfully ${command} exit status ${code}`);
        return {
          statusCode: "COMMAND_EXECUTION_ERROR",
          message: `Error while executing command: ${command}. Reason: exit status ${code}`,
        };
      }
    }
    return undefined;
  };
  const failure = await run(all);
  // What stands under `finally` runs after a failure, too.
  const atLast = await run(last);
  return failure ?? atLast;
}

/** Reports are counted, artifacts put where they belong. */
async function upload(
  { calls, place }: RunParts,
  tracker: Tracker,
  { reports, artifacts }: Buildspec,
  sources: string,
  log: BuildLog,
): Promise<PhaseContext | undefined> {
  const { settings, target } = tracker.build;
  const { serviceRole, name: project } = settings;
  for (const [name, set] of Object.entries(reports)) {
    const files = filesOf(set, sources);
    log.write(`[Container] Found ${files.length} file(s) for report ${name}`);
    if (files.length > 0) {
      const group = `arn:aws:codebuild:${place.region}:${place.account}:report-group/${project}-${name}`;
      for (const action of [
        "CreateReportGroup",
        "CreateReport",
        "BatchPutTestCases",
        "UpdateReport",
      ]) {
        calls.note(serviceRole, "codebuild", action, group);
      }
      tracker.update({ reports: [...tracker.build.reports, name] });
    }
  }
  if (target === undefined) {
    return undefined;
  }
  const files = artifacts === undefined ? [] : filesOf(artifacts, sources);
  if (files.length === 0) {
    return {
      statusCode: "CLIENT_ERROR",
      message: "no matching artifact paths found",
    };
  }
  log.write(`[Container] Found ${files.length} file(s) for the artifact`);
  await calls.putObject(serviceRole, target.bucket, target.key, zip(files));
  return undefined;
}

/** Where the files of a build are, below the service's folder. */
export function workFolder(folder: string, build: Pick<Build, "id">): string {
  return join(folder, "work", uuidOf(build));
}
