import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Folder of the package that a file is of; undefined for a file of this repository. */
export function packageOf(path: string): string | undefined {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
}

/** Some packages of the AWS SDK ship no text; they are under the license that this program is under, too. */
const ownLicense = "Apache-2.0";

/**
 * What the licenses of bundled packages ask for: their names and texts, each text once.
 *
 * @param folders of the packages.
 * @param license text of this repository's own license.
 * @throws Error for a package whose license has no text anywhere.
 */
export function noticesOf(folders: readonly string[], license: string): string {
  const users = new Map<string, string[]>();
  for (const folder of [...new Set(folders)].sort()) {
    const { name, version, license: id } = manifestOf(folder);
    const texts = readdirSync(folder)
      .filter((file) => /^(?:licen[cs]e|notice|copying)(?:-\w+)?(?:\.(?:md|txt))?$/i.test(file))
      .map((file) => readFileSync(join(folder, file), "utf8"));
    if (texts.length === 0 && id !== ownLicense) {
      throw new Error(`${name} ${version} (${id}) has no text of its license to go with it.`);
    }
    for (const text of texts.length === 0 ? [license] : texts) {
      const key = text.trim();
      users.set(key, [...(users.get(key) ?? []), `${name} ${version} (${id})`]);
    }
  }
  const parts = [...users].map(([text, names]) => `${names.join("\n")}\n\n${text}\n`);
  return `ecs-deploy holds these packages:\n\n${parts.join(`\n${"-".repeat(80)}\n\n`)}`;
}

function manifestOf(folder: string): {
  readonly name: string;
  readonly version: string;
  readonly license: string;
} {
  const file = join(folder, "package.json");
  if (!existsSync(file)) {
    throw new Error(`${folder} is no package.`);
  }
  return JSON.parse(readFileSync(file, "utf8")) as ReturnType<typeof manifestOf>;
}
