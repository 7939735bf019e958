import { type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { type SSMClient } from "@aws-sdk/client-ssm";

import { type TaskDefinition } from "../../delivery/aws/ecs";
import { secretsManagerAdapter } from "../../delivery/aws/secretsManager";
import { ssmAdapter } from "../../delivery/aws/ssm";
import { mapConcurrent } from "../../delivery/mapConcurrent";
import { counted } from "../words";
import { failed, ok, type Finding } from "./check";

/** Who answers for secrets; loaded only when there are any. */
export interface SecretClients {
  secrets(): Promise<Pick<SecretsManagerClient, "send">>;
  ssm(): Promise<Pick<SSMClient, "send">>;
}

/**
 * Whether everything that the containers read at their start is there. The values stay where they are: the role
 * of the task reads them; nothing here may.
 */
export async function secrets(
  clients: SecretClients,
  definition: Pick<TaskDefinition, "containers">,
): Promise<Finding> {
  const sources = definition.containers.flatMap(({ secretSources }) => secretSources);
  const wanted = [...new Set(sources)];
  if (wanted.length === 0) {
    return ok("the containers read no secrets");
  }
  const [missing, absent] = await Promise.all([
    missingSecrets(clients, wanted.filter(isOfSecretsManager)),
    absentParameters(
      clients,
      wanted.filter((source) => !isOfSecretsManager(source)),
    ),
  ]);
  const problems = [...missing, ...absent];
  const keys = [...new Set(wanted.flatMap((source) => partsOf(source).key ?? []))];
  const unseen =
    keys.length === 0
      ? ""
      : `; their values are not read, so not whether they have the ${keys.length === 1 ? "key" : "keys"} ${keys.join(", ")}`;
  return problems.length === 0
    ? ok(`${counted(wanted.length, "secret")} ${wanted.length === 1 ? "is" : "are"} there${unseen}`)
    : failed(`tasks would not start: ${problems.join("; ")}`);
}

/** Whether a source is a secret; a parameter is named, or has an ARN of SSM. */
export function isOfSecretsManager(source: string): boolean {
  return source.startsWith("arn:") && source.includes(":secretsmanager:");
}

/** The secret itself; behind it may stand `:<key>:<stage>:<version>`. */
export function secretArn(source: string): string {
  return source.split(":").slice(0, 7).join(":");
}

/** What is asked of a secret; left out, or said as nothing, it is the whole of its current version. */
function partsOf(source: string) {
  const [key, stage, version] = isOfSecretsManager(source) ? source.split(":").slice(7) : [];
  const said = (part: string | undefined) => (part === "" ? undefined : part);
  return { key: said(key), stage: said(stage), version: said(version) };
}

async function missingSecrets(
  clients: SecretClients,
  sources: readonly string[],
): Promise<string[]> {
  if (sources.length === 0) {
    return [];
  }
  const manager = secretsManagerAdapter(await clients.secrets());
  const problems = await mapConcurrent([...new Set(sources.map(secretArn))], async (arn) => {
    const { state, versions } = await manager.described(arn);
    if (state !== "there") {
      return [state === "absent" ? `${arn} does not exist` : `${arn} is ${state}`];
    }
    const asked = sources.filter((source) => secretArn(source) === arn).map(partsOf);
    return [...new Set(asked.flatMap((parts) => versionProblem(parts, versions) ?? []))].map(
      (problem) => `${arn} ${problem}`,
    );
  });
  return problems.flat();
}

/** A version by its id may be one without labels, of which Secrets Manager tells nothing here. */
function versionProblem(
  { stage, version }: ReturnType<typeof partsOf>,
  versions: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  const label = stage ?? (version === undefined ? "AWSCURRENT" : undefined);
  if (label === undefined || [...versions.values()].some((labels) => labels.includes(label))) {
    return undefined;
  }
  return label === "AWSCURRENT" ? "has no value yet" : `has no version labelled ${label}`;
}

async function absentParameters(
  clients: SecretClients,
  sources: readonly string[],
): Promise<string[]> {
  if (sources.length === 0) {
    return [];
  }
  const existing = await ssmAdapter(await clients.ssm()).existing(sources.flatMap(namesOf));
  return sources
    .filter((source) => !namesOf(source).some((name) => existing.has(name)))
    .map((source) => `${source} does not exist`);
}

/** Names that a parameter may have; an ARN names `token` and `/token` in the same way. */
function namesOf(source: string): string[] {
  const [, path] = /^arn:.*?:parameter(\/.*)$/.exec(source) ?? [];
  if (path === undefined) {
    return [source];
  }
  return path.lastIndexOf("/") === 0 ? [path, path.slice(1)] : [path];
}
