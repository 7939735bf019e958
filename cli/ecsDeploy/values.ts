import { flags } from "./flags";
import { type Typed } from "./parse";
import { UsageRefusal } from "./refusal";

/**
 * Flags that say where or from what: an empty value, which a variable that is not set leaves behind, would deploy to
 * another place in silence.
 */
const neverEmpty = ["region", "profile", "assumeRole", "definitionFile", "commit"] as const;

/** Names that go into sentences, logs and calls as they are. */
const oneLine = [
  ...neverEmpty,
  ...(["cluster", "service", "definition", "launchType", "platformVersion"] as const),
];

/**
 * Whether each value can be what its flag asks for, whatever the others say.
 *
 * @throws UsageRefusal 1 for a value that is missing, 3 for one that is none, or that is given twice.
 */
export function checkValues(typed: Typed): void {
  for (const name of neverEmpty) {
    if (typed[name]?.at(-1) === "") {
      const { long } = flags[name];
      throw new UsageRefusal(
        1,
        `"${long}" needs a value, got an empty one.`,
        "A variable that is not set leaves one behind; leave the flag out for the default.",
      );
    }
  }
  for (const name of oneLine) {
    const value = typed[name]?.at(-1) ?? "";
    if (/\p{Cc}/u.test(value)) {
      throw new UsageRefusal(
        3,
        `${flags[name].long} must be one line without control characters, got ${JSON.stringify(value)}.`,
      );
    }
  }
  const role = typed.assumeRole?.at(-1);
  if (role?.startsWith("arn:") === false) {
    throw new UsageRefusal(
      3,
      `--aws-assume-role must be the ARN of a role, got "${role}".`,
      "For example: arn:aws:iam::123456789012:role/deploy",
    );
  }
  // What stands before the value: a container, or a variable of one.
  refuseTwice(typed.container ?? [], "--container", (value) => value.split("=")[0] ?? "");
  refuseTwice(typed.env ?? [], "--env", (value) => value.split("=")[0] ?? "");
}

function refuseTwice(
  values: readonly string[],
  flag: string,
  nameOf: (value: string) => string,
): void {
  const names = values.map(nameOf);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) {
    throw new UsageRefusal(3, `${flag} is given twice for "${twice}".`, "Keep one of them.");
  }
}
