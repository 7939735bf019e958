import { type Environment } from "../io";
import { parseAssignment, parseEnvironment, type EnvironmentChange } from "./assignments";
import { checkTogether } from "./conflicts";
import { type FlagName } from "./flags";
import { wantedImage } from "./image";
import { parseNetwork, type Network } from "./network";
import { type Typed } from "./parse";
import { UsageRefusal } from "./refusal";
import { checkValues } from "./values";

/** How AWS is reached. */
export interface Access {
  readonly region: string | undefined;
  readonly profile: string | undefined;
  readonly keys: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  readonly role: string | undefined;
}

/** Which images containers are to get; undefined and empty where they keep theirs. */
export interface Wanted {
  /** For containers of its repository. */
  readonly image: string | undefined;
  /** For all containers. */
  readonly tag: string | undefined;
  /** By name. */
  readonly containers: readonly { readonly name: string; readonly image: string }[];
  readonly environment: readonly EnvironmentChange[];
}

/** A call, read and checked. */
export interface Settings {
  readonly access: Access;
  readonly cluster: string | undefined;
  readonly service: string | undefined;
  readonly definition: string | undefined;
  readonly wanted: Wanted;
  readonly desired: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly timeoutSeconds: number;
  /** None are deregistered where it is undefined. */
  readonly keep: number | undefined;
  readonly file: string | undefined;
  readonly task: {
    readonly run: boolean;
    readonly wait: boolean;
    readonly launchType: string | undefined;
    readonly platformVersion: string | undefined;
    readonly network: Network | undefined;
  };
  readonly rollback: boolean;
  readonly force: boolean;
  readonly latest: boolean;
  readonly skipCheck: boolean;
  readonly copyTags: boolean;
  readonly schedules: boolean;
  readonly verbose: boolean;
  /** Undefined where the terminal decides. */
  readonly diff: boolean | undefined;
  readonly dryRun: boolean;
  readonly noWait: boolean;
  readonly json: boolean;
  /** The stack whose revision is committed; undefined where the service is changed. */
  readonly commit:
    | {
        readonly stack: string;
        /** A pipeline has limits of its own. @default - as long as those let it take */
        readonly timeoutSeconds: number | undefined;
      }
    | undefined;
}

const defaultTimeoutSeconds = 90;

/**
 * What the flags say together, checked in the order in which the shell tool checks, before AWS is asked anything.
 *
 * @throws UsageRefusal at the first thing that is wrong.
 */
export function settingsOf(typed: Typed, env: Environment): Settings {
  const has = (name: FlagName): boolean => typed[name] !== undefined;
  const valueOf = (name: FlagName): string | undefined => nonEmpty(typed[name]?.at(-1));
  checkTogether(has, valueOf);
  checkValues(typed);
  const image = typed.image?.at(-1);
  const tag = valueOf("tagOnly");
  const stack = valueOf("commit");
  const timeoutSeconds = count(valueOf("timeout"), "--timeout");
  return {
    access: {
      region: valueOf("region") ?? nonEmpty(env["AWS_DEFAULT_REGION"]),
      profile:
        valueOf("profile") ?? nonEmpty(env["AWS_PROFILE"]) ?? nonEmpty(env["AWS_DEFAULT_PROFILE"]),
      keys: keysOf(valueOf("accessKey"), valueOf("secretKey"), env),
      role: valueOf("assumeRole"),
    },
    cluster: valueOf("cluster"),
    service: valueOf("service"),
    definition: valueOf("definition"),
    wanted: {
      image:
        image === undefined || tag !== undefined || has("force")
          ? undefined
          : wantedImage(image, valueOf("tagVariable"), env),
      tag: tag === undefined ? undefined : checkedTag(tag),
      containers: (typed.container ?? []).map(parseAssignment),
      environment: (typed.env ?? []).map(parseEnvironment),
    },
    desired: count(valueOf("desired"), "--desired-count"),
    min: count(valueOf("min"), "--min"),
    max: count(valueOf("max"), "--max"),
    timeoutSeconds: timeoutSeconds ?? defaultTimeoutSeconds,
    keep: keepOf(valueOf("maxDefinitions")),
    file: valueOf("definitionFile"),
    task: {
      run: has("runTask"),
      wait: has("waitForSuccess"),
      launchType: valueOf("launchType"),
      platformVersion: valueOf("platformVersion"),
      network: parseNetwork(valueOf("networkConfiguration")),
    },
    rollback: has("rollback"),
    force: has("force"),
    latest: has("latest"),
    skipCheck: has("skipCheck"),
    copyTags: has("copyTags"),
    schedules: has("schedules"),
    verbose: has("verbose"),
    diff: has("noDiff") ? false : has("diff") ? true : undefined,
    dryRun: has("dryRun"),
    noWait: has("noWait"),
    json: has("json"),
    commit: stack === undefined ? undefined : { stack, timeoutSeconds },
  };
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}

/** A key that is typed needs its other half; a half may be in the environment. */
function keysOf(
  accessKey: string | undefined,
  secretKey: string | undefined,
  env: Environment,
): Access["keys"] {
  if (accessKey === undefined && secretKey === undefined) {
    return undefined;
  }
  const accessKeyId = accessKey ?? nonEmpty(env["AWS_ACCESS_KEY_ID"]);
  const secretAccessKey = secretKey ?? nonEmpty(env["AWS_SECRET_ACCESS_KEY"]);
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    const [given, missing] =
      accessKeyId === undefined
        ? ["-s (--aws-secret-key)", "-k (--aws-access-key)"]
        : ["-k (--aws-access-key)", "-s (--aws-secret-key)"];
    throw new UsageRefusal(3, `${given} needs ${missing}.`);
  }
  return { accessKeyId, secretAccessKey };
}

function count(value: string | undefined, flag: string): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (!/^\d{1,9}$/.test(value)) {
    throw new UsageRefusal(3, `${flag} must be an integer from 0, got "${value}".`);
  }
  return Number(value);
}

/** Nothing and less keeps all of them. */
function keepOf(value: string | undefined): number | undefined {
  const keep = Number(value ?? 0);
  return keep > 0 ? keep : undefined;
}

function checkedTag(tag: string): string {
  if (!/^\w[\w.-]{0,127}$/.test(tag)) {
    throw new UsageRefusal(
      13,
      `--tag-only must be a tag, got "${tag}".`,
      "A tag has up to 128 letters, digits, underscores, dots and hyphens.",
    );
  }
  return tag;
}
