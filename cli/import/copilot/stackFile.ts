import { stringify } from "yaml";

import { fileProblems } from "../../../config/files";
import { parseStack } from "../../../config/parse";
import { problemLine } from "../../../config/problems";
import { type ConvertedStack } from "./convert";

/** The text of `Pulumi.<stack>.yaml`. */
export function stackFile(
  { name, config, repositoryOf }: ConvertedStack,
  application: string,
): string {
  const head = [
    "# yaml-language-server: $schema=config/stack.schema.json",
    `# Environment ${name} of Copilot's application ${application}.`,
    ...(repositoryOf === undefined
      ? []
      : [
          `# Stack ${repositoryOf} makes the repository: in one account and region this one comes up after it.`,
        ]),
  ];
  return `${head.join("\n")}\n${stringify({ config }, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

/** What a preview would refuse, one line each. */
export function stackProblems(stack: ConvertedStack, region: string, root: string): string[] {
  const raw = Object.fromEntries(
    Object.entries(stack.config).flatMap(([key, value]) =>
      key.startsWith("slipway:") ? [[key.slice("slipway:".length), value]] : [],
    ),
  );
  const { problems, valid } = parseStack(raw, {
    buildSecrets: [],
    project: "slipway",
    stack: stack.name,
    region,
  });
  return [...problems, ...fileProblems(valid.images, root)].map(problemLine);
}
