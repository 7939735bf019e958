import {
  DockerfileParser,
  type Dockerfile,
  type Instruction,
  type ModifiableInstruction,
} from "dockerfile-ast";

import { requestPath } from "../import/requestPath";

/** What a Dockerfile says of the image that it builds: its last stage, and the stages that this one begins from. */
export interface DockerfileFacts {
  /** EXPOSE, in the order of the file. */
  readonly ports: readonly { readonly port: number; readonly protocol: string }[];
  /** The last USER. */
  readonly user: string | undefined;
  /** The last HEALTHCHECK with a command. */
  readonly healthCheck: HealthCheck | undefined;
  /** That of `FROM --platform`, where it is written out. */
  readonly platform: string | undefined;
  /** Ids of `RUN --mount=type=secret`, of every stage. */
  readonly buildSecrets: readonly string[];
  /** What COPY and ADD take from the build context, in every stage, without wildcards. */
  readonly sources: readonly string[];
}

export interface HealthCheck {
  /** `CMD` in its own words, or `sh -c` with the text that Docker gives a shell. */
  readonly command: readonly string[];
  /** Path of the request that curl or wget sends to the container itself. */
  readonly path: string | undefined;
  /** As written: `30s`, `1m30s`. */
  readonly interval: string | undefined;
  readonly timeout: string | undefined;
  readonly startPeriod: string | undefined;
  readonly retries: string | undefined;
}

/** Undefined for a text that has no FROM. */
export function dockerfileFacts(text: string): DockerfileFacts | undefined {
  const dockerfile = DockerfileParser.parse(text);
  const stages = stagesOf(dockerfile.getInstructions());
  const image = lastWithItsBases(stages);
  if (image.length === 0) {
    return undefined;
  }
  const own = image.flatMap(({ instructions }) => instructions);
  const all = stages.flatMap(({ instructions }) => instructions);
  const named = (keyword: string) => own.filter((one) => one.getKeyword() === keyword);
  const expanded = (one: Instruction) =>
    expand(one.getArgumentsContent() ?? "", one.getRange().start.line, dockerfile);
  return {
    ports: named("EXPOSE").flatMap((one) => portsOf(expanded(one))),
    user: named("USER").map(expanded).at(-1)?.trim(),
    healthCheck: named("HEALTHCHECK")
      .map((one) => healthCheckOf(flagsOf(one), expanded(one)))
      .at(-1),
    platform: named("FROM")
      .flatMap((one) => flagsOf(one).get("platform") ?? [])
      .filter((platform) => !platform.includes("$"))
      .at(-1),
    buildSecrets: [...new Set(all.flatMap(secretsOf))],
    sources: all.flatMap((one) => sourcesOf(one, expanded(one))),
  };
}

/** A FROM and what follows it. */
interface Stage {
  /** Empty without `AS`. */
  readonly name: string;
  readonly base: string;
  readonly instructions: Instruction[];
}

function stagesOf(instructions: readonly Instruction[]): Stage[] {
  const stages: Stage[] = [];
  for (const instruction of instructions) {
    if (instruction.getKeyword() === "FROM") {
      const [base = "", , name = ""] = instruction
        .getArguments()
        .map((word) => word.getValue().toLowerCase());
      stages.push({ name, base, instructions: [] });
    }
    stages.at(-1)?.instructions.push(instruction);
  }
  return stages;
}

/** The stage that is built when none is named, behind those that it begins from. */
function lastWithItsBases(stages: readonly Stage[]): Stage[] {
  const last = stages.at(-1);
  if (last === undefined) {
    return [];
  }
  // A stage can only begin from one that stands before it.
  const before = stages.slice(0, -1);
  const base = before.map(({ name }) => name).lastIndexOf(last.base);
  return [...lastWithItsBases(before.slice(0, base + 1)), last];
}

/** A variable that stands for another is followed, but not in a circle. */
const deepest = 8;

/** Characters of a text that is worth a look; variables of variables grow without end. */
const longest = 1024;

/** With the values of ARG and ENV; a variable that has none stays as it is written. */
function expand(text: string, line: number, dockerfile: Dockerfile): string {
  let found = text;
  for (let depth = 0; depth < deepest && found.length <= longest; depth++) {
    found = found.replace(
      /\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g,
      (written, braced?: string, fallback?: string, bare?: string) => {
        const value = dockerfile.resolveVariable(braced ?? bare ?? "", line) ?? fallback;
        return value === undefined || value.length > longest ? written : value;
      },
    );
  }
  return found.length <= longest ? found : text;
}

function portsOf(text: string): DockerfileFacts["ports"] {
  return text.split(/\s+/).flatMap((word) => {
    const [, port, protocol = "tcp"] = /^(\d{1,5})(?:-\d{1,5})?(?:\/(\w+))?$/.exec(word) ?? [];
    return port === undefined ? [] : [{ port: Number(port), protocol: protocol.toLowerCase() }];
  });
}

/** Undefined for `NONE`, which takes the check of the base image away. */
function healthCheckOf(
  flags: ReadonlyMap<string, readonly string[]>,
  text: string,
): HealthCheck | undefined {
  const [, command] = /^\s*CMD\s+(.*)$/is.exec(text) ?? [];
  if (command === undefined) {
    return undefined;
  }
  const words = jsonWords(command) ?? ["sh", "-c", command.replace(/\\\r?\n\s*/g, "")];
  return {
    command: words,
    path: requestPath(words),
    interval: flags.get("interval")?.[0],
    timeout: flags.get("timeout")?.[0],
    startPeriod: flags.get("start-period")?.[0],
    retries: flags.get("retries")?.[0],
  };
}

function jsonWords(text: string): string[] | undefined {
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) && words.every((word) => typeof word === "string")
      ? words
      : undefined;
  } catch {
    // The shell form.
    return undefined;
  }
}

/** Values of an instruction's flags by name; a flag such as `--mount` may be given more than once. */
function flagsOf(instruction: Instruction): Map<string, string[]> {
  const flags = (instruction as Partial<ModifiableInstruction>).getFlags?.() ?? [];
  const found = new Map<string, string[]>();
  for (const flag of flags) {
    const value = /^--[^=]+=(.*)$/s.exec(flag.toString())?.[1] ?? "";
    found.set(flag.getName(), [...(found.get(flag.getName()) ?? []), value]);
  }
  return found;
}

function secretsOf(instruction: Instruction): string[] {
  return (flagsOf(instruction).get("mount") ?? [])
    .map((mount) => new Map(mount.split(",").map((part) => part.split("=", 2) as [string, string])))
    .flatMap((mount) => {
      // BuildKit takes the name of the file for a secret without an id.
      const id = mount.get("id") ?? mount.get("target")?.split("/").at(-1);
      return mount.get("type") === "secret" && id !== undefined ? [id] : [];
    });
}

function sourcesOf(instruction: Instruction, text: string): string[] {
  const keyword = instruction.getKeyword();
  if ((keyword !== "COPY" && keyword !== "ADD") || flagsOf(instruction).has("from")) {
    return [];
  }
  const words = jsonWords(text) ?? text.split(/\s+/).filter((word) => word !== "\\");
  return words.slice(0, -1).filter((word) => word !== "" && !/[*?[\]$<]|^https?:|^git@/.test(word));
}
