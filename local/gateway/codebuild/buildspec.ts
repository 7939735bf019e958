import { parse } from "yaml";

/** The phases that a buildspec may give commands for, in their order. */
export const commandPhases = ["install", "pre_build", "build", "post_build"] as const;

export type CommandPhase = (typeof commandPhases)[number];

/** A buildspec, as far as it is served. */
export interface Buildspec {
  readonly shell: "sh" | "bash";
  readonly variables: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly exported: readonly string[];
  readonly phases: Readonly<Partial<Record<CommandPhase, PhaseCommands>>>;
  /** Report groups by name. */
  readonly reports: Readonly<Record<string, FileSet>>;
  /** @default - nothing is kept */
  readonly artifacts?: FileSet | undefined;
}

export interface PhaseCommands {
  readonly commands: readonly string[];
  readonly finally: readonly string[];
  /** @default - as AWS's transitions between phases say */
  readonly onFailure?: "ABORT" | "CONTINUE" | undefined;
}

export interface FileSet {
  readonly files: readonly string[];
  readonly baseDirectory: string;
  readonly discardPaths: boolean;
}

/** The buildspec cannot be read, or asks for what is not served; AWS calls it YAML_FILE_ERROR. */
export class BuildspecError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "BuildspecError";
  }
}

type Node = Readonly<Record<string, unknown>>;

/** @throws BuildspecError */
export function parseBuildspec(text: string): Buildspec {
  const spec = mapping("buildspec", parsed(text));
  const { version } = spec;
  if (version !== 0.2 && version !== "0.2") {
    throw new BuildspecError(`version must be 0.2, got ${JSON.stringify(version)}`);
  }
  refuseOthers("buildspec", spec, ["version", "env", "phases", "reports", "artifacts", "cache"]);
  const env = mapping("env", spec["env"]);
  refuseOthers("env", env, [
    ...["shell", "variables", "parameter-store", "secrets-manager", "exported-variables"],
    // The clone of a pipeline needs no helper here.
    "git-credential-helper",
  ]);
  const { shell = "sh" } = env;
  if (shell !== "sh" && shell !== "bash") {
    throw new BuildspecError(`env/shell must be sh or bash, got ${JSON.stringify(shell)}`);
  }
  const phases = mapping("phases", spec["phases"]);
  refuseOthers("phases", phases, commandPhases);
  if (Object.keys(phases).length === 0) {
    throw new BuildspecError("at least one phase with one command must be specified in buildspec");
  }
  return {
    shell,
    variables: texts("env/variables", env["variables"]),
    parameters: texts("env/parameter-store", env["parameter-store"]),
    secrets: texts("env/secrets-manager", env["secrets-manager"]),
    exported: list("env/exported-variables", env["exported-variables"]),
    phases: Object.fromEntries(
      Object.entries(phases).map(([name, phase]) => [name, commandsOf(name, phase)]),
    ),
    reports: Object.fromEntries(
      Object.entries(mapping("reports", spec["reports"])).map(([name, report]) => [
        name,
        fileSet(`reports/${name}`, report, ["file-format"]),
      ]),
    ),
    ...(spec["artifacts"] !== undefined && {
      artifacts: fileSet("artifacts", spec["artifacts"], ["name"]),
    }),
  };
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new BuildspecError(error instanceof Error ? error.message : String(error));
  }
}

function commandsOf(name: string, value: unknown): PhaseCommands {
  const where = `phases/${name}`;
  const phase = mapping(where, value);
  refuseOthers(where, phase, ["commands", "finally", "on-failure", "runtime-versions"]);
  const onFailure = phase["on-failure"];
  if (onFailure !== undefined && onFailure !== "ABORT" && onFailure !== "CONTINUE") {
    throw new BuildspecError(
      `${where}/on-failure must be ABORT or CONTINUE here, got ${JSON.stringify(onFailure)}`,
    );
  }
  return {
    commands: list(`${where}/commands`, phase["commands"]),
    finally: list(`${where}/finally`, phase["finally"]),
    onFailure,
  };
}

function fileSet(where: string, value: unknown, others: readonly string[]): FileSet {
  const set = mapping(where, value);
  refuseOthers(where, set, ["files", "base-directory", "discard-paths", ...others]);
  const base = set["base-directory"] ?? ".";
  if (typeof base !== "string") {
    throw new BuildspecError(`${where}/base-directory must be a string`);
  }
  const discard = set["discard-paths"];
  return {
    files: list(`${where}/files`, set["files"]),
    baseDirectory: base,
    discardPaths: discard === true || discard === "yes",
  };
}

function mapping(where: string, value: unknown): Node {
  if (value === undefined || value === null) {
    return {};
  }
  if (typeof value !== "object" || Array.isArray(value)) {
    throw new BuildspecError(`${where} must be a mapping, got ${JSON.stringify(value)}`);
  }
  return value as Node;
}

/** A single command may stand without its list. */
function list(where: string, value: unknown): string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : value == null ? [] : [value];
  return items.map((item) => {
    if (typeof item === "object" && item !== null) {
      throw new BuildspecError(`${where} must hold strings, got ${JSON.stringify(item)}`);
    }
    return String(item);
  });
}

function texts(where: string, value: unknown): Record<string, string> {
  const entries = Object.entries(mapping(where, value));
  return Object.fromEntries(entries.map(([key, item]) => [key, list(where, [item])[0] ?? ""]));
}

/** What is passed over in silence would run here otherwise than on AWS. */
function refuseOthers(where: string, node: Node, known: readonly string[]): void {
  const unknown = Object.keys(node).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new BuildspecError(
      `the CodeBuild of local AWS does not serve ${where}/${unknown}; it serves ${known.join(", ")}`,
    );
  }
}
