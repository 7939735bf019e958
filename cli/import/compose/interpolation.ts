import { type Interpolate, type Ledger } from "../reader";

/** `$$`, `$NAME`, `${NAME}`, and `${NAME` with `:-`, `-`, `:?`, `?`, `:+` or `+` and a text. */
const variable = /\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-?+])([^{}]*))?\})/g;

/**
 * The variables of a compose file: the shell's values, and the defaults that the file gives.
 * https://docs.docker.com/reference/compose-file/interpolation/
 */
export function interpolation(
  env: Readonly<Record<string, string | undefined>>,
  ledger: Ledger,
): Interpolate {
  return (text, source) =>
    text.replace(
      variable,
      (whole, dollar?: string, bare?: string, braced?: string, way?: string, word?: string) => {
        const operator = way ?? "";
        if (dollar !== undefined) {
          return "$";
        }
        const name = bare ?? braced ?? "";
        const value = env[name];
        const isSet = value !== undefined && (value !== "" || !operator.startsWith(":"));
        if (operator.endsWith("+")) {
          return isSet ? (word ?? "") : "";
        }
        if (isSet) {
          return value;
        }
        if (operator.endsWith("-")) {
          return word ?? "";
        }
        ledger.remark(
          source,
          `Compose takes ${name} from the shell or .env: set it and import again, or write its value.`,
        );
        return whole;
      },
    );
}
