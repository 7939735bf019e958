import {
  GetParameterCommand,
  GetParametersByPathCommand,
  type SSMClient,
} from "@aws-sdk/client-ssm";

import { isAnswer } from "../aws/awsAnswer";
import {
  parseStackParameter,
  stackParameterFolder,
  stackParameterName,
  type StackParameter,
} from "../delivery/stackParameter";
import { listed } from "./apps";
import { UserError } from "./userError";

type Client = Pick<SSMClient, "send">;

/**
 * What the stack tells about itself.
 *
 * @param wanted the stack's name. @default - the only stack that there is
 * @param where names account and region in a sentence, as far as they are known
 */
export async function stackParameter(
  ssm: Client,
  wanted: string | undefined,
  where: string,
): Promise<StackParameter> {
  const stack = wanted ?? (await onlyStack(ssm, where));
  const name = stackParameterName(stack);
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name }));
    return parsed(name, Parameter?.Value ?? "");
  } catch (error) {
    // A name that SSM does not allow is the name of no stack, either.
    if (!isAnswer(error, "ParameterNotFound", "ValidationException")) {
      throw error;
    }
    const others = await stacksIn(ssm);
    throw new UserError(`There is no stack "${stack}" ${where}.`, {
      hint:
        others.length === 0
          ? `No stack is there at all: check --profile and --region. pulumi up writes ${name} when the stack has delivery.`
          : `There ${others.length === 1 ? "is" : "are"} ${listed(others)}; check --stack, --profile and --region.`,
      cause: error,
    });
  }
}

async function onlyStack(ssm: Client, where: string): Promise<string> {
  const stacks = await stacksIn(ssm);
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
async function stacksIn(ssm: Client): Promise<string[]> {
  const names: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await ssm.send(
      new GetParametersByPathCommand({
        Path: stackParameterFolder,
        ...(NextToken !== undefined && { NextToken }),
      }),
    );
    for (const { Name } of page.Parameters ?? []) {
      if (Name !== undefined) {
        names.push(Name.slice(stackParameterFolder.length + 1));
      }
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return names.sort();
}

function parsed(name: string, text: string): StackParameter {
  try {
    return parseStackParameter(name, text);
  } catch (error) {
    throw new UserError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
