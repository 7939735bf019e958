import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";

import { type Clock } from "../clock";
import { logPlace, type Build, type BuildSource, type BuildTarget } from "./build";
import { buildLog } from "./buildLog";
import { type Project, type ProjectSettings } from "./project";
import { type Projects } from "./projects";
import { records } from "./records";
import { runBuild, workFolder, type RunParts } from "./runBuild";
import { tracker, type Ended } from "./tracker";

/** What a start says. */
export interface Start {
  readonly project: Project;
  /** The project's settings with what the start overrides. */
  readonly settings: ProjectSettings;
  readonly source: BuildSource;
  readonly target?: BuildTarget | undefined;
  readonly initiator: string;
  readonly sourceVersion?: string | undefined;
  readonly resolvedSourceVersion?: string | undefined;
}

/** The builds of a region: those under way and those that are over. */
export interface Builds {
  /** Newest first. */
  all(): readonly Build[];
  find(id: string): Build | undefined;
  start(start: Start): Build;
  /** Ends a build that is under way; one that is over stays as it is. */
  stop(id: string): Promise<void>;
  /** Waits for the end of a build, for as long as the signal lets it. */
  ended(id: string, signal: AbortSignal): Promise<Build | undefined>;
  delete(id: string): void;
  /** What an earlier gateway was building is lost; its containers go. */
  forgetLost(): Promise<void>;
}

/** What builds are kept and run with. */
export interface BuildsParts extends RunParts {
  readonly folder: string;
  readonly projects: Projects;
  readonly clock: Clock;
  readonly report: (sentence: string) => void;
}

/** AWS keeps a year of builds; here all are read when the gateway starts. */
const keptBuilds = 500;

export function builds(parts: BuildsParts): Builds {
  const { folder, projects, clock, report, place, calls } = parts;
  const known = records<Build>(join(folder, "builds"), ({ id }) => id);
  const running = new Map<
    string,
    { readonly stop: (why: Ended) => void; readonly done: Promise<void> }
  >();
  const all = (): Build[] =>
    [...known.all()].sort(
      (one, other) => other.startTime - one.startTime || other.number - one.number,
    );

  const run = (build: Build): void => {
    const controller = new AbortController();
    const { serviceRole, timeoutInMinutes = 60 } = build.settings;
    const log = buildLog(calls, place, serviceRole, logPlace(build), report);
    const tracked = tracker(
      build,
      clock,
      log,
      (changed) => {
        known.keep(changed);
      },
      controller.signal,
    );
    const over = new AbortController();
    clock.wait(timeoutInMinutes * 60_000, over.signal).then(
      () => {
        controller.abort("TIMED_OUT" satisfies Ended);
      },
      () => undefined,
    );
    const done = runBuild(parts, tracked, workFolder(folder, build), log)
      .catch((error: unknown) => {
        report(`The build ${build.id} failed: ${String(error)}`);
        known.keep({ ...tracked.build, status: "FAULT", endTime: clock.now() });
      })
      .finally(() => {
        over.abort();
        running.delete(build.id);
      });
    running.set(build.id, {
      done,
      stop: (why) => {
        controller.abort(why);
      },
    });
  };

  return {
    all,
    find: (id) => known.find(id),
    start: ({ project, ...facts }) => {
      const number = project.builds + 1;
      projects.keep({ ...project, builds: number });
      const now = clock.now();
      const build: Build = {
        id: `${facts.settings.name}:${randomUUID()}`,
        number,
        ...facts,
        status: "IN_PROGRESS",
        phases: [{ type: "SUBMITTED", startTime: now, endTime: now, status: "SUCCEEDED" }],
        startTime: now,
        exported: [],
        reports: [],
      };
      known.keep(build);
      for (const { id } of all()
        .filter(({ status }) => status !== "IN_PROGRESS")
        .slice(keptBuilds)) {
        known.delete(id);
      }
      run(build);
      return build;
    },
    stop: async (id) => {
      const found = running.get(id);
      const build = known.find(id);
      if (found !== undefined && build !== undefined) {
        found.stop("STOPPED");
        await parts.remove(build);
        await found.done;
      }
    },
    ended: async (id, signal) => {
      const found = running.get(id);
      if (found !== undefined) {
        await Promise.race([
          found.done,
          new Promise((resolve) => {
            signal.addEventListener("abort", resolve, { once: true });
          }),
        ]);
      }
      return known.find(id);
    },
    delete: (id) => {
      known.delete(id);
    },
    forgetLost: async () => {
      for (const build of all().filter(({ status }) => status === "IN_PROGRESS")) {
        known.keep({ ...build, status: "FAULT", endTime: clock.now() });
        await parts.remove(build);
        rmSync(workFolder(folder, build), { recursive: true, force: true });
      }
    },
  };
}
