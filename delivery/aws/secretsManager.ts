import { DescribeSecretCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

import { unlessAbsent } from "../../aws/awsAnswer";

export interface Secrets {
  /** Whether a secret is there; nothing is told of its value. */
  state(arn: string): Promise<"there" | "marked for deletion" | "absent">;
}

/** Secrets Manager. Throttling is left to the client's own retries. */
export function secretsManagerAdapter(client: Pick<SecretsManagerClient, "send">): Secrets {
  return {
    state: async (SecretId) => {
      const found = await unlessAbsent(
        () => client.send(new DescribeSecretCommand({ SecretId })),
        "ResourceNotFoundException",
      );
      if (found === undefined) {
        return "absent";
      }
      return found.DeletedDate === undefined ? "there" : "marked for deletion";
    },
  };
}
