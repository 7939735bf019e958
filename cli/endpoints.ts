import { withoutCredentials } from "../aws/credentials";
import { type Environment } from "./io";
import { UserError } from "./userError";

/**
 * Refuses a variable with another address of AWS that is none: the SDK takes it as it is, and fails with its first
 * request.
 *
 * @throws UserError that names the variable.
 */
export function refuseWrongEndpoints(env: Environment): void {
  for (const [name, value = ""] of Object.entries(env)) {
    if (!/^AWS_ENDPOINT_URL(?:_|$)/.test(name) || value === "") {
      continue;
    }
    const protocol = URL.canParse(value) ? new URL(value).protocol : "";
    if (protocol === "http:" || protocol === "https:") {
      continue;
    }
    throw new UserError(
      `${name} must be an http or https URL, got "${withoutCredentials(value)}".`,
      {
        hint: `For example http://localhost:4566; unset ${name} leads to AWS itself.`,
      },
    );
  }
}
