import { AwsCallError } from "../codepipeline/awsCalls";
import { type Buildspec } from "./buildspec";
import { type BuildCalls } from "./calls";
import { type Place } from "./place";
import { type EnvironmentVariable } from "./project";

/** A variable's value cannot be read; AWS fails the phase DOWNLOAD_SOURCE with this as its code. */
export class VariableError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "VariableError";
  }
}

/**
 * The variables of the project and of the buildspec, with what Parameter Store and Secrets Manager hold for them. The
 * project's win.
 *
 * @throws VariableError
 */
export async function variablesOf(
  calls: Pick<BuildCalls, "json">,
  place: Place,
  role: string,
  spec: Pick<Buildspec, "variables" | "parameters" | "secrets">,
  own: readonly EnvironmentVariable[],
): Promise<Record<string, string>> {
  const typed = (type: EnvironmentVariable["type"]): Record<string, string> =>
    Object.fromEntries(
      own
        .filter((variable) => (variable.type ?? "PLAINTEXT") === type)
        .map(({ name, value }) => [name, value]),
    );
  const resolved = async (
    wanted: Readonly<Record<string, string>>,
    read: (value: string) => Promise<string>,
  ): Promise<Record<string, string>> => {
    const pairs = Object.entries(wanted).map(async ([name, value]): Promise<[string, string]> => [
      name,
      await read(value),
    ]);
    return Object.fromEntries(await Promise.all(pairs));
  };
  const parameter = (name: string) => parameterOf(calls, place, role, name);
  const secret = (reference: string) => secretOf(calls, place, role, reference);
  return {
    ...spec.variables,
    ...(await resolved(spec.parameters, parameter)),
    ...(await resolved(spec.secrets, secret)),
    ...typed("PLAINTEXT"),
    ...(await resolved(typed("PARAMETER_STORE"), parameter)),
    ...(await resolved(typed("SECRETS_MANAGER"), secret)),
  };
}

async function parameterOf(
  calls: Pick<BuildCalls, "json">,
  { region, account }: Place,
  role: string,
  name: string,
): Promise<string> {
  const arn = `arn:aws:ssm:${region}:${account}:parameter/${name.replace(/^\//, "")}`;
  const input = { Names: [name], WithDecryption: true };
  const answer = await refusable("Decrypted Variables Error Message", () =>
    calls.json(role, "ssm", "GetParameters", input, arn),
  );
  const [found] = (answer["Parameters"] ?? []) as readonly { readonly Value: string }[];
  if (found === undefined) {
    throw new VariableError(`Decrypted Variables Error Message: parameter does not exist: ${name}`);
  }
  return found.Value;
}

/** `<id>:<key of JSON>:<stage>:<version>`; an ARN has six colons of its own. */
async function secretOf(
  calls: Pick<BuildCalls, "json">,
  { region, account }: Place,
  role: string,
  reference: string,
): Promise<string> {
  const parts = reference.split(":");
  const own = reference.startsWith("arn:") ? 7 : 1;
  const id = parts.slice(0, own).join(":");
  const [key = "", stage = "", version = ""] = parts.slice(own);
  const arn = id.startsWith("arn:")
    ? id
    : `arn:aws:secretsmanager:${region}:${account}:secret:${id}-??????`;
  const input = {
    SecretId: id,
    ...(stage !== "" && { VersionStage: stage }),
    ...(version !== "" && { VersionId: version }),
  };
  const answer = await refusable("Secrets Manager Error Message", () =>
    calls.json(role, "secretsmanager", "GetSecretValue", input, arn),
  );
  const { SecretString: text = "" } = answer as { readonly SecretString?: string };
  if (key === "") {
    return text;
  }
  const value = fieldOf(text, key);
  if (value === undefined) {
    throw new VariableError(
      `Secrets Manager Error Message: the secret ${id} has no JSON key "${key}"`,
    );
  }
  return value;
}

function fieldOf(text: string, key: string): string | undefined {
  try {
    const value = (JSON.parse(text) as Readonly<Record<string, unknown>>)[key];
    return typeof value === "string"
      ? value
      : value === undefined
        ? undefined
        : JSON.stringify(value);
  } catch {
    return undefined;
  }
}

async function refusable<T>(prefix: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof AwsCallError) {
      throw new VariableError(`${prefix}: ${error.code}: ${error.message}`);
    }
    throw error;
  }
}
