/** Where a secret of a task is kept. */
export interface SecretArn {
  readonly store: "secret" | "parameter";
  readonly region: string;
  /** The secret itself, without the key, stage and version that a task may ask for. */
  readonly bare: string;
}

/**
 * Secrets Manager: arn:…:secret:<name>-<6 characters>, and optionally :<json key>:<stage>:<version>. Services that
 * manage secrets begin their names with their own and an exclamation mark: `rds!db-…`.
 * SSM: arn:…:parameter/<path>. Both forms from the ECS API, Secret.valueFrom.
 */
const grammar =
  /^(?<bare>arn:aws[a-z-]*:(?:secretsmanager:(?<secret>[a-z0-9-]+):\d{12}:secret:[\w/+=.@!-]+|ssm:(?<parameter>[a-z0-9-]+):\d{12}:parameter\/[\w./-]+))(?<part>:[^:]*:[^:]*:[^:]*)?$/;

/** The parts of the ARN of a secret or parameter, or undefined if it is none. */
export function parseSecretArn(arn: string): SecretArn | undefined {
  const { bare, secret, parameter, part } = grammar.exec(arn)?.groups ?? {};
  if (bare === undefined || (parameter !== undefined && part !== undefined)) {
    return undefined;
  }
  return secret !== undefined
    ? { store: "secret", region: secret, bare }
    : { store: "parameter", region: parameter ?? "", bare };
}

/**
 * The ARNs that permission to read a secret must name. Secrets Manager puts a hyphen and six
 * characters behind a name; a task may leave them out. A name may also end like that by itself
 * (`shop-master`), so an ARN that looks whole is allowed both ways.
 */
export function readableSecretArns({ bare }: Pick<SecretArn, "bare">): string[] {
  const completed = `${bare}-??????`;
  return /-[A-Za-z0-9]{6}$/.test(bare) ? [bare, completed] : [completed];
}

/** The name of a secret, without the six characters that Secrets Manager puts behind it. */
export function secretNameOf(bare: string): string {
  return (bare.split(":")[6] ?? "").replace(/-[A-Za-z0-9]{6}$/, "");
}

/** Whether an ARN is the one that a task asks for, with or without its last six characters. */
export function isArnOfSecret(arn: string, bare: string): boolean {
  return arn === bare || (arn.startsWith(`${bare}-`) && arn.length === bare.length + 7);
}

/** What is wrong with where a secret is kept. The value is not repeated: it may be the secret itself. */
export function secretArnProblem(arn: string, region: string | undefined): string | undefined {
  const parsed = parseSecretArn(arn);
  const parts = arn.split(":").length - 7;
  if (
    parsed === undefined &&
    parts > 0 &&
    parts < 3 &&
    parseSecretArn(`${arn}${":".repeat(3 - parts)}`)
  ) {
    return "lacks colons at its end: a key of a secret is read with <ARN>:<key>::, behind which stage and version may stand";
  }
  return parsed !== undefined && (region === undefined || parsed.region === region)
    ? undefined
    : `not a Secrets Manager/SSM ARN in ${region ?? "the stack's region"}; it looks like arn:aws:secretsmanager:<region>:<account>:secret:<name> or arn:aws:ssm:<region>:<account>:parameter/<name>`;
}

/** What is wrong with where the credentials of a registry are kept: ECS reads them from Secrets Manager, as a whole. */
export function registryCredentialsProblem(
  arn: string,
  region: string | undefined,
): string | undefined {
  const parsed = parseSecretArn(arn);
  return parsed?.store === "secret" &&
    parsed.bare === arn &&
    (region === undefined || parsed.region === region)
    ? undefined
    : `must be the ARN of a whole secret in Secrets Manager in ${region ?? "the stack's region"}, such as arn:aws:secretsmanager:<region>:<account>:secret:<name>`;
}
