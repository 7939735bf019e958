import { lowered, throttled, verify, wayOut, whatDenied, type Cause } from "./cause";
import { type Message } from "./message";

/** What kept a secret or a parameter from being read. */
export function secretCause(message: Message): Cause {
  const { problem, resource, source, text } = message;
  const name =
    resource === undefined
      ? "A secret of the task"
      : `The ${source === "SSM" ? "parameter" : "secret"} ${resource}`;
  const jsonKey = /did not contain json key ([^\s,"']{1,256}?)\.?(?:$|[\s,])/.exec(text)?.[1];
  if (jsonKey !== undefined) {
    return {
      sentence: `${resource === undefined ? "A secret" : name} of the task has no key "${jsonKey}" in its JSON.`,
      remedy: `Add the key to the secret's value, or mend the key after its ARN in secrets of the app (…:secret:<name>:<key>::).`,
    };
  }
  if (/marked for deletion|scheduled for deletion/.test(text)) {
    return {
      sentence: `${name} is marked for deletion.`,
      remedy:
        "Restore it (aws secretsmanager restore-secret --secret-id <ARN>), or name another one in secrets of the app.",
    };
  }
  if (/staging label/.test(text)) {
    return {
      sentence: `${name} has no value: there is no version with the label that is read (AWSCURRENT).`,
      remedy:
        "Set a value (aws secretsmanager put-secret-value), or mend the version after its ARN in secrets of the app.",
    };
  }
  switch (problem) {
    case "denied":
      return source === "KMS" || message.call?.startsWith("kms:") === true
        ? {
            sentence: `The execution role of the app may not use the key that ${lowered(name)} is encrypted with${whatDenied(message)}.`,
            remedy:
              "Name the key in secretsKeyArn of the app and run pulumi up; the key's own policy must allow the account, too.",
          }
        : {
            sentence: `The execution role of the app may not read ${lowered(name)}${message.call === undefined ? "" : ` (${message.call})`}.`,
            remedy: `It may read what secrets of the app and of its sidecars name: run pulumi up --refresh; a secret of another account must allow it, too. ${verify}`,
          };
    case "not found":
      return {
        sentence: `${name} does not exist.`,
        remedy: `Make it, in the region of the stack, or mend its ARN in secrets of the app. ${verify}`,
      };
    case "unreachable":
    case "timeout":
      return {
        sentence: `The tasks cannot reach ${source} over the network to read ${resource === undefined ? "their secrets" : lowered(name)}.`,
        remedy: `${wayOut}; an endpoint's security group must let them in on port 443.`,
      };
    case "throttled":
      return throttled(source);
    case "invalid":
      return {
        sentence: `${name} cannot be read as JSON, which a key after its ARN asks for.`,
        remedy: "Store JSON in it, or leave the key away in secrets of the app.",
      };
    default:
      return {
        sentence: `${name} could not be read.`,
        remedy: `The stopped reason below says why. ${verify}`,
      };
  }
}

/** What the agent says where it does not tell the two apart. */
export function signInOrSecretCause({ problem }: Message): Cause {
  return problem === "unreachable" || problem === "timeout"
    ? {
        sentence:
          "The tasks cannot reach ECR, or the service that keeps their secrets, over the network: the message does not say which.",
        remedy: `${wayOut}.`,
      }
    : {
        sentence:
          "The tasks could not sign in to ECR or could not read a secret: the message does not say which.",
        remedy: `The stopped reason below is all that ECS says. ${verify}`,
      };
}
