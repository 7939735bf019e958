import { AssumeRoleCommand, type STSClient } from "@aws-sdk/client-sts";

import { required } from "./answer";

/** Keys of a role, which end after an hour. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export interface SecurityTokens {
  assume(roleArn: string, sessionName: string): Promise<RoleCredentials>;
}

/** Security Token Service. Throttling is left to the client's own retries. */
export function stsAdapter(client: Pick<STSClient, "send">): SecurityTokens {
  return {
    assume: async (RoleArn, RoleSessionName) => {
      const { Credentials } = await client.send(
        new AssumeRoleCommand({ RoleArn, RoleSessionName }),
      );
      const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {};
      return {
        accessKeyId: required(AccessKeyId, "STS", "access key"),
        secretAccessKey: required(SecretAccessKey, "STS", "secret access key"),
        sessionToken: required(SessionToken, "STS", "session token"),
      };
    },
  };
}
