import { GetParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";

import { type AppPath } from "../delivery/paths";
import { parseStackParameter, type StackParameter } from "../delivery/stackParameter";

/** The stack that a function belongs to, as its SSM parameter describes it at the moment. */
export async function ownStack(ssm: Pick<SSMClient, "send">): Promise<StackParameter> {
  const Name = process.env["STACK_PARAMETER"] ?? "";
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
  return parseStackParameter(Name, Parameter?.Value ?? "");
}

export function appsOf({ clusters }: Pick<StackParameter, "clusters">): AppPath[] {
  return Object.entries(clusters).flatMap(([cluster, { apps }]) =>
    apps.map((app) => ({ cluster, app })),
  );
}
