import { type SSMClient } from "@aws-sdk/client-ssm";

import { ssmAdapter } from "../delivery/aws/ssm";
import { parseStackParameter, type StackParameter } from "../delivery/stackParameter";

/** The stack that a function belongs to, as its SSM parameter describes it at the moment. */
export async function ownStack(ssm: Pick<SSMClient, "send">): Promise<StackParameter> {
  const name = process.env["STACK_PARAMETER"] ?? "";
  return parseStackParameter(name, await ssmAdapter(ssm).value(name));
}
