import { createHash } from "node:crypto";

/**
 * Every name that something outside the stack must know in advance, and the type tokens.
 *
 * Pure: the configuration uses these functions to refuse two keys that would meet in one name
 * (cluster "a-b" with app "c", cluster "a" with app "b-c"). All other names are Pulumi's own.
 */

/** Which characters a name may have. */
export type NameStyle =
  /** Letters, digits, hyphens and underscores. */
  | "mixed"
  /** Lower-case letters and digits, with single separators between them. */
  | "lower";

/** The rules of AWS for one kind of name. */
export interface NameRules {
  /** Greatest length in characters, at least 16: a shorter name has no room for its hash. */
  readonly max: number;
  /**
   * Legal characters.
   * @default "mixed"
   */
  readonly style?: NameStyle;
}

/** Characters of the hash that a changed name ends with: 32 bits. */
const hashLength = 8;

/** "Up to 255 letters, numbers, underscores, and hyphens": ECS API, CreateCluster. */
const ecsCluster: NameRules = { max: 255 };

/** The same sentence: ECS API, CreateService and RegisterTaskDefinition. */
const ecsService: NameRules = { max: 255 };

/** ECR API, CreateRepository: 2 to 256 characters, lower case, segments split by "/". */
const ecrSegment: NameRules = { max: 127, style: "lower" };

/** IAM API, CreateRole: 64 characters. */
const iamRole: NameRules = { max: 64 };

/** Lambda API, CreateFunction; EventBridge Scheduler API, CreateSchedule; EventBridge API, PutRule: 64 characters. */
const functionOrSchedule: NameRules = { max: 64 };

/** SQS API, CreateQueue: 80 characters. */
const queue: NameRules = { max: 80 };

/** CodePipeline API, CreatePipeline: 1 to 100 letters, digits, dots, at signs, hyphens, underscores. */
const pipeline: NameRules = { max: 100 };

/** CloudWatch Logs API, CreateLogGroup: 512 characters. Three names and the slashes fit. */
const logGroupSegment: NameRules = { max: 160 };

/** The type token of a component; the module is the name of its folder. Never changes once released. */
export function typeToken<M extends string, C extends string>(
  module: M,
  className: C,
): `slipway:${M}:${C}` {
  return `slipway:${module}:${className}`;
}

/**
 * Joins the parts with hyphens. A name that is too long, or has characters that AWS refuses, is
 * cut or cleaned and ends with a hash of the full name, so that two names never become one.
 *
 * @throws RangeError when there is no part, a part is empty, or `max` is below 16.
 */
export function physicalName(parts: readonly string[], rules: NameRules): string {
  if (parts.length === 0 || parts.includes("")) {
    throw new RangeError(`A name needs parts that are not empty, got ${JSON.stringify(parts)}.`);
  }
  if (rules.max < 16) {
    throw new RangeError(`A name needs room for 16 characters or more, got ${rules.max}.`);
  }
  const wanted = parts.join("-");
  const legal = withLegalCharacters(wanted, rules.style ?? "mixed");
  if (legal === wanted && wanted.length <= rules.max) {
    return wanted;
  }
  return endingWithHash(legal, wanted, rules.max);
}

/**
 * A name that is cut to make room for a hash at its end.
 *
 * @param readable what a person wants to read, of legal characters.
 * @param hashed whatever tells this name from others.
 */
export function endingWithHash(
  readable: string,
  hashed: string,
  max: number,
  separator = "-",
): string {
  const hash = createHash("sha256").update(hashed).digest("hex").slice(0, hashLength);
  const head = readable.slice(0, max - hashLength - 1).replace(/[^A-Za-z0-9]+$/, "");
  return head === "" ? hash : `${head}${separator}${hash}`;
}

/** Greatest length of what names the owner: two of them leave room for the keys in the shortest names. */
const maxOwnerLength = 38;

/**
 * The first part of a name: the stack, branch, repository or project that it belongs to. Hyphens become
 * underscores, so that the first hyphen of a name ends its owner, and the names of "prod" with "eu-main" and
 * of "prod-eu" with "main" never meet, nor does one's prefix cover the other's. What has other characters,
 * or is long, ends with a hash.
 */
function ownerPart(owner: string): string {
  return /^[a-z0-9-]+$/.test(owner) && owner.length <= maxOwnerLength
    ? owner.replace(/-/g, "_")
    : endingWithHash(owner.replace(/[^A-Za-z0-9]/g, "_"), owner, maxOwnerLength, "_");
}

/** Physical name of an ECS cluster. */
export function clusterName(stack: string, cluster: string): string {
  return physicalName([ownerPart(stack), cluster], ecsCluster);
}

/** Physical name of an app's ECS service, and of its task definition's family. */
export function serviceName(stack: string, cluster: string, app: string): string {
  return physicalName([ownerPart(stack), cluster, app], ecsService);
}

/**
 * Name of a role of an app's tasks, pipeline or schedule. Pulumi's own name for it has no room for two keys
 * of 32 characters. Roles are shared by all regions of an account, so the region is a part of it.
 */
export function appRoleName(
  [stack, cluster, app]: readonly [string, string, string],
  region: string,
  role: "execution" | "task" | "pipeline" | "run" | "schedule" | "infrastructure",
): string {
  return physicalName([ownerPart(stack), cluster, app, region, role], iamRole);
}

/** Name of a role for CI or for people, by its key in the stack file: who takes it writes its ARN down. */
export function accessRoleName(stack: string, role: string, region: string): string {
  return physicalName([ownerPart(stack), role, region, "access"], iamRole);
}

/** Name of the schedule of a scheduled app. */
export function scheduleName(stack: string, cluster: string, app: string): string {
  return physicalName([ownerPart(stack), cluster, app], functionOrSchedule);
}

/** Name of the function that starts a scheduled app's tasks. */
export function runFunctionName(stack: string, cluster: string, app: string): string {
  return physicalName([ownerPart(stack), cluster, app, "run"], functionOrSchedule);
}

/** Name of the queue of a scheduled app's starts that failed. */
export function failedStartsName(stack: string, cluster: string, app: string): string {
  return physicalName([ownerPart(stack), cluster, app, "failed-starts"], queue);
}

/** Name of the rule that hears of runs of a scheduled app that failed. */
export function runRuleName(stack: string, cluster: string, app: string): string {
  return physicalName([ownerPart(stack), cluster, app, "failed"], functionOrSchedule);
}

/** Beginning of the names of the roles and schedules of a cluster's apps. Another cluster may begin with the same. */
export function appRolePrefix(stack: string, cluster: string): string {
  const prefix = withLegalCharacters(`${ownerPart(stack)}-${cluster}-`, "mixed");
  const room = iamRole.max - hashLength - 1;
  return prefix.length <= room ? prefix : prefix.slice(0, room).replace(/[^A-Za-z0-9]+$/, "");
}

/** Beginning of the names of the roles of all apps of a stack. Another stack's may begin with the same. */
export function stackRolePrefix(stack: string): string {
  return withLegalCharacters(`${ownerPart(stack)}-`, "mixed");
}

/** Name of an app's pipeline: `<repository>-<branch>-<cluster>-<app>`. */
export function pipelineName(
  repository: string,
  branch: string,
  cluster: string,
  app: string,
): string {
  return physicalName([ownerPart(repository), ownerPart(branch), cluster, app], pipeline);
}

/** Beginning of the names of all pipelines of a branch, and of no other's. */
export function pipelinePrefix(repository: string, branch: string): string {
  return `${ownerPart(repository)}-${ownerPart(branch)}-`;
}

/**
 * Name of a build's pipeline and of its project, CodeBuild API: 150 characters. No owner and no key begins with a
 * hyphen, so no app's pipeline has this name.
 */
export function buildName(stack: string, build: string): string {
  return physicalName([`${ownerPart(stack)}--build`, build], pipeline);
}

/** Beginning of the names of the ECR repositories that a stack owns: `<project>-<stack>/`. */
export function imageRepositoryPrefix(project: string, stack: string): string {
  return `${physicalName([ownerPart(project), stack], ecrSegment)}/`;
}

/** Name of the ECR repository of an image that the stack builds: `<project>-<stack>/<image>`. */
export function imageRepositoryName(project: string, stack: string, image: string): string {
  return `${imageRepositoryPrefix(project, stack)}${physicalName([image], ecrSegment)}`;
}

/** Beginning of the names of the log groups of a stack's apps: `/slipway/<stack>/`. */
export function logGroupPrefix(stack: string): string {
  return `/slipway/${physicalName([stack], logGroupSegment)}/`;
}

/** Name of the log group of a cluster's shells. No key has two hyphens, so no app's group has this name. */
export function execLogGroupName(stack: string, cluster: string): string {
  return `${logGroupPrefix(stack)}${physicalName([cluster], logGroupSegment)}--exec`;
}

/** Name of the log group of a build. No key has two hyphens, so no app's group has this name. */
export function buildLogGroupName(stack: string, build: string): string {
  return `${logGroupPrefix(stack)}${physicalName([build], logGroupSegment)}--build`;
}

/** Name of an app's log group: `/slipway/<stack>/<cluster>/<app>`. */
export function logGroupName(stack: string, cluster: string, app: string): string {
  const segments = [cluster, app].map((part) => physicalName([part], logGroupSegment));
  return `${logGroupPrefix(stack)}${segments.join("/")}`;
}

function withLegalCharacters(name: string, style: NameStyle): string {
  return style === "mixed"
    ? name.replace(/[^A-Za-z0-9_-]/g, "-")
    : name
        .toLowerCase()
        .replace(/[^a-z0-9._-]/g, "-")
        .replace(/([._-])[._-]+/g, "$1")
        .replace(/^[._-]+|[._-]+$/g, "");
}
