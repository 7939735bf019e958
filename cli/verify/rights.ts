import { type IAMClient } from "@aws-sdk/client-iam";

import { unlessAbsent } from "../../aws/awsAnswer";
import { type TaskDefinition } from "../../delivery/aws/ecs";
import { iamAdapter, type RoleCall } from "../../delivery/aws/iam";
import { secretsManagerAdapter } from "../../delivery/aws/secretsManager";
import { mapConcurrent } from "../../delivery/mapConcurrent";
import { counted } from "../words";
import { failed, ok, type Finding } from "./check";
import { isOfSecretsManager, type SecretClients, secretArn } from "./secrets";

/** Who answers for roles and secrets; loaded only when there is something to read. */
export interface RightsClients extends SecretClients {
  iam(): Promise<Pick<IAMClient, "send">>;
}

/**
 * Whether the execution role may read what the containers get at their start, and use the keys that it is encrypted
 * with. Policies of secrets and keys themselves are not asked.
 */
export async function rights(
  clients: RightsClients,
  definition: Pick<TaskDefinition, "containers" | "executionRoleArn">,
): Promise<Finding> {
  const { executionRoleArn: role } = definition;
  const sources = new Set(definition.containers.flatMap(({ secretSources }) => secretSources));
  // A parameter may be named without its ARN, of the task's own region and account.
  const arns = [...sources].filter((source) => source.startsWith("arn:"));
  if (sources.size === 0) {
    return ok("the execution role has no secrets to read");
  }
  if (role === undefined) {
    return failed(
      "tasks would not start: the task definition has no execution role to read secrets",
    );
  }
  const calls = (await mapConcurrent(arns, (arn) => callsFor(clients, arn))).flat();
  const unique = [...new Map(calls.map((call) => [JSON.stringify(call), call])).values()];
  const iam = iamAdapter(await clients.iam());
  const name = role.split("/").at(-1) ?? role;
  const answers = await mapConcurrent(unique, async (call) => ({
    call,
    may: await unlessAbsent(() => iam.may(role, call), "NoSuchEntityException", "NoSuchEntity"),
  }));
  if (answers.some(({ may }) => may === undefined)) {
    return failed(`tasks would not start: the execution role ${name} does not exist`);
  }
  const problems = answers.flatMap(({ call, may }) =>
    may === true ? [] : [`${call.action} on ${call.resource}`],
  );
  return problems.length === 0
    ? ok(`the execution role may read ${counted(arns.length, "secret")}`)
    : failed(`tasks would not start: ${name} is not allowed ${problems.join(", ")}`);
}

async function callsFor(clients: SecretClients, source: string): Promise<RoleCall[]> {
  if (!isOfSecretsManager(source)) {
    return [{ action: "ssm:GetParameters", resource: source }];
  }
  const arn = secretArn(source);
  const { fullArn = arn, keyArn } = await secretsManagerAdapter(await clients.secrets()).described(
    arn,
  );
  const [, , , region = ""] = arn.split(":");
  return [
    { action: "secretsmanager:GetSecretValue", resource: fullArn },
    ...(keyArn === undefined
      ? []
      : [
          {
            action: "kms:Decrypt",
            resource: keyArn,
            context: { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` },
          },
        ]),
  ];
}
