import { runSimulation } from "@cloud-copilot/iam-simulate";

/** A call of a service of AWS on a resource that has a policy, decided the way IAM does. */
export async function serviceMay(
  policy: unknown,
  service: string,
  action: string,
  resource: string,
  contextVariables: Record<string, string> = {},
): Promise<boolean> {
  const result = await runSimulation(
    {
      request: {
        principal: service,
        action,
        resource: { resource, accountId: "111122223333" },
        contextVariables,
      },
      identityPolicies: [],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: policy,
    },
    {},
  );
  if (result.resultType === "error") {
    throw new Error(JSON.stringify(result.errors));
  }
  return result.overallResult === "Allowed";
}
