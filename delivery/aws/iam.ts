import { SimulatePrincipalPolicyCommand, type IAMClient } from "@aws-sdk/client-iam";

/** What a role is asked to do. */
export interface RoleCall {
  readonly action: string;
  readonly resource: string;
  /** What the policies' conditions ask of the request. @default - nothing */
  readonly context?: Readonly<Record<string, string>>;
}

export interface Roles {
  /** Whether the role's own policies allow a call; those of the resource are not asked. */
  may(roleArn: string, call: RoleCall): Promise<boolean>;
}

/** IAM. Throttling is left to the client's own retries. */
export function iamAdapter(client: Pick<IAMClient, "send">): Roles {
  return {
    may: async (roleArn, { action, resource, context = {} }) => {
      const { EvaluationResults = [] } = await client.send(
        new SimulatePrincipalPolicyCommand({
          PolicySourceArn: roleArn,
          ActionNames: [action],
          ResourceArns: [resource],
          ContextEntries: Object.entries(context).map(([name, value]) => ({
            ContextKeyName: name,
            ContextKeyType: "string",
            ContextKeyValues: [value],
          })),
        }),
      );
      return EvaluationResults.some(({ EvalDecision }) => EvalDecision === "allowed");
    },
  };
}
