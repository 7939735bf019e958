import { type SSMClient } from "@aws-sdk/client-ssm";

import { isAnswer } from "../aws/awsAnswer";
import { ssmAdapter, type Parameters } from "../delivery/aws/ssm";
import {
  parseStackParameter,
  stackOfParameter,
  stackParameterFolder,
  stackParameterName,
  type StackParameter,
} from "../delivery/stackParameter";
import { listed } from "./apps";
import { UserError } from "./userError";

/**
 * What the stack tells about itself.
 *
 * @param wanted the stack's name. @default - the only stack that there is
 * @param where names account and region in a sentence, as far as they are known
 */
export async function stackParameter(
  ssm: Pick<SSMClient, "send">,
  wanted: string | undefined,
  where: string,
): Promise<StackParameter> {
  const parameters = ssmAdapter(ssm);
  const stack = wanted ?? (await onlyStack(parameters, where));
  const name = stackParameterName(stack);
  try {
    return parsed(name, await parameters.value(name));
  } catch (error) {
    // A name that SSM does not allow is the name of no stack, either.
    if (!isAnswer(error, "ParameterNotFound", "ValidationException")) {
      throw error;
    }
    const others = await stacksIn(parameters);
    throw new UserError(`There is no stack "${stack}" ${where}.`, {
      hint:
        others.length === 0
          ? `No stack is there at all: check --profile and --region. pulumi up writes ${name} when the stack has delivery.`
          : `There ${others.length === 1 ? "is" : "are"} ${listed(others)}; check --stack, --profile and --region.`,
      cause: error,
    });
  }
}

async function onlyStack(parameters: Parameters, where: string): Promise<string> {
  const stacks = await stacksIn(parameters);
  const [first, second] = stacks;
  if (first === undefined) {
    throw new UserError(`There is no stack ${where}.`, {
      hint: "Check --profile and --region; pulumi up writes the parameter /slipway/<stack>.",
    });
  }
  if (second === undefined) {
    return first;
  }
  throw new UserError(`There are several stacks ${where}: ${listed(stacks)}.`, {
    hint: "Say which: --stack <stack>, or SLIPWAY_STACK in the environment.",
  });
}

/** Names of the stacks that the account and region have. */
async function stacksIn(parameters: Parameters): Promise<string[]> {
  const names = await parameters.under(stackParameterFolder);
  return names.map(stackOfParameter);
}

function parsed(name: string, text: string): StackParameter {
  try {
    return parseStackParameter(name, text);
  } catch (error) {
    throw new UserError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
