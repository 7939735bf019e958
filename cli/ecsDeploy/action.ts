import { flagEntries, type Flag, type FlagName } from "./flags";

/** What makes no sense in a workflow, or is of no effect there. */
const left: readonly FlagName[] = ["help", "version", "policy", "diff", "noDiff"];

const flags = flagEntries.filter(([name]) => !left.includes(name)).map(([, flag]) => flag);

/** The name of a flag's input, as the action of the shell tool writes it: `service_name`. */
export function inputOf({ long }: Pick<Flag, "long">): string {
  return long.replace(/^--/, "").replaceAll("-", "_");
}

/**
 * The action for GitHub. An input that is not given leaves two empty words, which are passed over. A switch is on for
 * `true`, and for its flag in the input `<switch>_cmd`, as workflows of the shell tool's action write it.
 */
export function actionDocument(): string {
  const inputs = flags.flatMap((flag) => {
    const name = inputOf(flag);
    const input = [`  ${name}:`, `    description: ${quoted(descriptionOf(flag))}`];
    const twin = [`  ${name}_cmd:`, `    description: ${quoted(`${flag.long}, or empty`)}`];
    return flag.value === undefined ? [...input, ...twin] : input;
  });
  const words = flags.flatMap((flag) => wordsOf(flag).map((word) => `    - ${quoted(word)}`));
  return `# Generated from the flags of ecs-deploy.
name: ecs-deploy
description: Deploys an image to an Amazon ECS service
inputs:
${inputs.join("\n")}
runs:
  using: docker
  image: Dockerfile
  args:
${words.join("\n")}
`;
}

function descriptionOf({ says, value }: Flag): string {
  return value === undefined ? `true: ${says}` : says;
}

function wordsOf({ long, value }: Flag): string[] {
  const name = inputOf({ long });
  return value === undefined
    ? [`\${{ inputs.${name}_cmd || inputs.${name} == 'true' && '${long}' || '' }}`]
    : [`\${{ inputs.${name} != '' && '${long}' || '' }}`, `\${{ inputs.${name} }}`];
}

/** JSON's form of a text is one of YAML's. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
