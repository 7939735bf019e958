import { flagNamed, flags, isRepeatable, takesValue, type FlagName } from "./flags";
import { UsageRefusal } from "./refusal";

/** What was typed, by flag: values in their order, switches as an empty one. */
export type Typed = Readonly<Partial<Record<FlagName, readonly string[]>>>;

/**
 * Reads the words from left to right: `--flag value`, the last one wins. An empty word where a flag may stand is
 * passed over, because actions and templates leave such behind. A value may begin with a hyphen.
 *
 * @throws UsageRefusal at the first word that is no flag, and at a flag whose value is missing.
 */
export function parse(argv: readonly string[]): Typed {
  const typed: Partial<Record<FlagName, readonly string[]>> = {};
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? "";
    if (word === "") {
      continue;
    }
    const name = flagNamed(word);
    if (name === undefined) {
      const before = flagNamed(argv[at - 1] ?? "");
      // It is advertised as a switch, and often called with the profile's ARN.
      if (before === "instanceProfile" && word.startsWith("arn:")) {
        continue;
      }
      throw unknown(word, before);
    }
    if (!takesValue(name)) {
      typed[name] = [""];
      // What the shell tool does at once, it does before it looks at the rest.
      if (name === "version" || name === "help") {
        return typed;
      }
      continue;
    }
    const value = argv[++at];
    if (value === undefined) {
      throw new UsageRefusal(1, `"${word}" needs a value.`, `${word} ${valueOf(name)}`);
    }
    typed[name] = isRepeatable(name) ? [...(typed[name] ?? []), value] : [value];
  }
  return typed;
}

function valueOf(name: FlagName): string {
  const flag = flags[name];
  return "value" in flag ? flag.value : "";
}

function unknown(word: string, before: FlagName | undefined): UsageRefusal {
  const [start = "", ...rest] = word.split("=");
  // A value that is glued to a flag may be a secret, which must not be repeated.
  const [glued = ""] = /^-[a-z]/i.exec(word) ?? [];
  for (const flag of [...(rest.length > 0 ? [start] : []), glued]) {
    const name = flagNamed(flag);
    if (name !== undefined && takesValue(name)) {
      return new UsageRefusal(
        3,
        `"${flag}" and its value are two words.`,
        `${flag} ${valueOf(name)}`,
      );
    }
  }
  const shown = rest.length > 0 ? `${start}=…` : word;
  if (before !== undefined && !takesValue(before)) {
    return new UsageRefusal(
      3,
      `"${shown}" is no flag, and ${flags[before].long} takes no value.`,
      `Leave "${shown}" out.`,
    );
  }
  return new UsageRefusal(
    3,
    `"${shown}" is not a flag of ecs-deploy.`,
    "ecs-deploy --help lists them.",
  );
}
