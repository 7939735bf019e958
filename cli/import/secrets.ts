import { type Reader } from "./reader";

/** Where secrets are that are given by name. */
export interface SecretPlace {
  /** AWS region of the new stack. */
  readonly region: string;
  /** Account of the stack; without it secrets that are given by name have no ARN. */
  readonly account: string | undefined;
}

/**
 * Secrets by the variables that they become. Copilot takes the name of an SSM parameter, an ARN, or the name of a
 * secret of Secrets Manager with its JSON key, stage and version (`db:password::`); Slipway takes ARNs.
 * https://aws.github.io/copilot-cli/docs/developing/secrets/
 */
export function secrets(reader: Reader, place: SecretPlace): Record<string, string> {
  return Object.fromEntries(
    reader.entries().flatMap(([variable, value]) => {
      const arn =
        value.kind === "mapping"
          ? value.at("secretsmanager").read((name) => namedSecretArn(name, place))
          : value.read((name) => parameterArn(name, place));
      return arn === undefined ? [] : [[variable, arn]];
    }),
  );
}

/** An ARN as it is; the name of an SSM parameter as its ARN. */
export function parameterArn(name: string, { region, account }: SecretPlace): string | undefined {
  if (name.startsWith("arn:")) {
    return name;
  }
  return account === undefined
    ? undefined
    : `arn:${partitionOf(region)}:ssm:${region}:${account}:parameter${name.startsWith("/") ? "" : "/"}${name}`;
}

/** Where it is given by its ARN: a secret that signs in to a registry. */
export function secretArn(reader: Reader): string | undefined {
  return reader.read((text) => (text.startsWith("arn:") ? text : undefined));
}

function namedSecretArn(name: string, { region, account }: SecretPlace): string | undefined {
  if (name.startsWith("arn:")) {
    return name;
  }
  return account === undefined
    ? undefined
    : `arn:${partitionOf(region)}:secretsmanager:${region}:${account}:secret:${name}`;
}

function partitionOf(region: string): string {
  return region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
