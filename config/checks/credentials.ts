import { credentialKind } from "../../aws/credentials";
import { type Path, type Problem } from "../problems";
import { allApps, type Check, containersOf, type PlacedContainer, present } from "./check";

/**
 * Whether a credential stands in plain text: everyone who may describe a task or pull an image can read
 * it. The value is never repeated.
 */
export const checkCredentials: Check = ({ config }) => [
  ...allApps(config).flatMap((placed) => containersOf(placed).flatMap(containerProblems)),
  ...present(config.images).flatMap(([key, image]) =>
    present(image.args).flatMap(([name, value]) =>
      problemOf(
        ["images", key, "args", name],
        credentialKind(name, value),
        `everyone who may pull the image can read it; give the build a secret: add a name to images.${key}.secrets and set it with pulumi config set --secret buildSecrets:<name>`,
      ),
    ),
  ),
];

const wayToSecret =
  "everyone who may describe the task can read it; keep it in Secrets Manager or SSM and give its ARN under secrets";

function containerProblems(container: PlacedContainer): Problem[] {
  const { path, environment, command, entryPoint, containerHealthCheck } = container;
  return [
    ...present(environment).flatMap(([name, value]) =>
      problemOf([...path, "environment", name], credentialKind(name, value), wayToSecret),
    ),
    ...wordProblems([...path, "command"], command),
    ...wordProblems([...path, "entryPoint"], entryPoint),
    ...wordProblems([...path, "containerHealthCheck", "command"], containerHealthCheck?.command),
  ];
}

/** An option and its value may be two words: `--password x`. */
function wordProblems(path: Path, words: readonly string[] = []): Problem[] {
  return problemOf(
    path,
    credentialKind("", words.join(" ")),
    `${wayToSecret}, and let a shell put it in: [sh, -c, "app --password $DB_PASSWORD"]`,
  );
}

function problemOf(path: Path, kind: string | undefined, advice: string): Problem[] {
  return kind === undefined ? [] : [{ path, sentence: `has ${kind} in plain text: ${advice}` }];
}
