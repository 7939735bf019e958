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
  const isSecret = (source: string) =>
    source.startsWith("arn:") && source.includes(":secretsmanager:");
  const [missing, absent] = await Promise.all([
    missingSecrets(clients, [...new Set(wanted.filter(isSecret).map(secretArn))]),
    absentParameters(
      clients,
      wanted.filter((source) => !isSecret(source)),
    ),
  ]);
  const problems = [...missing, ...absent];
  return problems.length === 0
    ? ok(`${counted(wanted.length, "secret")} ${wanted.length === 1 ? "is" : "are"} there`)
    : failed(`tasks would not start: ${problems.join("; ")}`);
}

/** The secret itself; behind it may stand `:<key>:<stage>:<version>`. */
function secretArn(source: string): string {
  return source.split(":").slice(0, 7).join(":");
}

async function missingSecrets(clients: SecretClients, arns: readonly string[]): Promise<string[]> {
  if (arns.length === 0) {
    return [];
  }
  const manager = secretsManagerAdapter(await clients.secrets());
  const problems = await mapConcurrent(arns, async (arn) => {
    const state = await manager.state(arn);
    switch (state) {
      case "there":
        return [];
      case "absent":
        return [`${arn} does not exist`];
      case "marked for deletion":
        return [`${arn} is ${state}`];
    }
  });
  return problems.flat();
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
