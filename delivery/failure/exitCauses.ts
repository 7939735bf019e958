import { type Task } from "../aws/ecs";
import { containerText, definedOf, keyOf, quoted, type Cause, type Place } from "./cause";
import { firstToFail } from "./evidence";
import { otherPlatform } from "./pullCauses";

/** Codes with a meaning of their own (POSIX shells, Docker). */
const meanings: Readonly<Record<number, string>> = {
  0: "it exited, but should keep running",
  1: "the app gave up; its last lines say why",
  125: "Docker could not run it",
  126: "its command is not executable",
  127: "its command does not exist in the image",
  134: "it aborted itself (SIGABRT)",
  139: "it accessed memory that is not its own (SIGSEGV)",
  143: "it received SIGTERM (SIGTERM)",
};

/** What an app says when it ends for a reason that its exit code alone does not tell. */
const logCauses: readonly {
  readonly said: RegExp;
  readonly codes: (code: number) => boolean;
  readonly cause: (place: Place, code: number) => Cause;
}[] = [
  {
    said: /exec format error/i,
    codes: (code) => code !== 0,
    cause: (place) => otherPlatform(place),
  },
  {
    said: /JavaScript heap out of memory/,
    codes: (code) => code === 134 || code === 5 || code === 1,
    cause: (place, code) => ({
      sentence: `${containerText(place)} ended with exit code ${code}: the heap of Node.js is full, which is smaller than the memory of the container.`,
      remedy: `Set --max-old-space-size (NODE_OPTIONS) to about three quarters of ${keyOf(place, "memoryMiB")}, raise that, or find what holds the memory.`,
    }),
  },
  {
    said: /java\.lang\.OutOfMemoryError/,
    codes: (code) => code !== 0,
    cause: (place, code) => ({
      sentence: `${containerText(place)} ended with exit code ${code}: the heap of Java is full.`,
      remedy: `Set -XX:MaxRAMPercentage (JAVA_TOOL_OPTIONS), raise ${keyOf(place, "memoryMiB")}, or find what holds the memory.`,
    }),
  },
  {
    said: /EADDRINUSE|address already in use/i,
    codes: (code) => code !== 0,
    cause: (place, code) => ({
      sentence: `${containerText(place)} ended with exit code ${code}: its port is already in use in the task.`,
      remedy:
        "Start one server on each port; on Fargate the containers of a task share their ports.",
    }),
  },
];

/** Why a container that ran has ended. */
export function exitCause(
  task: Task,
  { evidence, own }: Omit<Place, "container">,
): Cause | undefined {
  const names = firstToFail(task, evidence.definition);
  if (names.length > 1) {
    return {
      sentence: `The containers ${quoted(names)} ended together: which of them ended first is not known.`,
      remedy: "The end of their logs says which: slipway logs shows both.",
    };
  }
  const [container] = names;
  const ended = task.containers.find(({ name }) => name === container);
  if (container === undefined || ended?.exitCode === undefined) {
    return undefined;
  }
  const place = { evidence, own, container };
  const { exitCode, reason = "" } = ended;
  if (/^OutOfMemory/.test(reason)) {
    return outOfMemory(place);
  }
  if (evidence.logs?.container === container) {
    for (const { said, codes, cause } of logCauses) {
      if (codes(exitCode) && evidence.logs.lines.some((line) => said.test(line))) {
        return cause(place, exitCode);
      }
    }
  }
  // Killed, and not by ECS, which gives a reason when it stops a task.
  if (exitCode === 137) {
    return outOfMemory(place, "most likely ");
  }
  const meaning = meanings[exitCode] ?? "its last lines may say why";
  return {
    sentence: `${containerText(place)} ended with exit code ${exitCode}: ${meaning}.`,
    remedy:
      exitCode === 126 || exitCode === 127
        ? `Check ${keyOf(place, "command")} or entryPoint, and CMD and ENTRYPOINT of the Dockerfile.`
        : "Run the image on your machine with the same environment, and read its log.",
  };
}

/** A container that used more memory than it may. */
export function outOfMemory(place: Place, likely: "" | "most likely " = ""): Cause {
  const limit = definedOf(place)?.memoryMiB;
  const amount = limit === undefined ? "" : ` (${limit} MiB)`;
  return {
    sentence: `${containerText(place)} was killed${likely === "" ? "" : " (exit code 137)"}: ${likely}it used more memory than it may${amount}.`,
    remedy: `Raise ${keyOf(place, "memoryMiB")} and run pulumi up, or find what holds the memory.`,
  };
}
