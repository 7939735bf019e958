import {
  DescribeSecretCommand,
  type DescribeSecretCommandOutput,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";

import { isAnswer } from "../../aws/awsAnswer";

/** What Secrets Manager tells of a secret besides its value. */
export interface DescribedSecret {
  readonly state: "there" | "marked for deletion" | "absent";
  /** With the six characters that Secrets Manager puts behind the name. */
  readonly fullArn: string | undefined;
  /** Key that it is encrypted with. @default - AWS's own, or one that is only known by an alias */
  readonly keyArn: string | undefined;
  /** Ids of its versions that have labels, with these: `AWSCURRENT`. */
  readonly versions: ReadonlyMap<string, readonly string[]>;
}

export interface Secrets {
  /** Nothing is told of its value. */
  described(arn: string): Promise<DescribedSecret>;
}

const absent: DescribedSecret = {
  state: "absent",
  fullArn: undefined,
  keyArn: undefined,
  versions: new Map(),
};

/** Secrets Manager. Throttling is left to the client's own retries. */
export function secretsManagerAdapter(client: Pick<SecretsManagerClient, "send">): Secrets {
  return {
    described: async (SecretId) => {
      try {
        const found = await client.send(new DescribeSecretCommand({ SecretId }));
        return {
          state: found.DeletedDate === undefined ? "there" : "marked for deletion",
          fullArn: found.ARN,
          keyArn: keyArnOf(found),
          versions: new Map(Object.entries(found.VersionIdsToStages ?? {})),
        };
      } catch (error) {
        if (isAnswer(error, "ResourceNotFoundException")) {
          return absent;
        }
        throw error;
      }
    },
  };
}

/** Secrets Manager gives a key back as it was given: by ARN, by its id alone, or by an alias. */
function keyArnOf({ ARN = "", KmsKeyId }: DescribeSecretCommandOutput): string | undefined {
  if (KmsKeyId === undefined || KmsKeyId.includes("alias/")) {
    return undefined;
  }
  const [, partition, , region, accountId] = ARN.split(":");
  return KmsKeyId.startsWith("arn:")
    ? KmsKeyId
    : `arn:${partition ?? ""}:kms:${region ?? ""}:${accountId ?? ""}:key/${KmsKeyId}`;
}
