import { identityAllows, resourceAllows, trustAllows, type Call } from "./evaluate";
import { identityStatements, resourceStatements, type Statement } from "./policyDocument";
import { checkCall, checkStatement } from "./serviceAuthorization";
import { type ServiceRequest } from "./serviceRequests";

/**
 * Decides calls within one account as IAM does. A call or a policy that IAM would not take, or that is not
 * understood here, fails the test instead of being "denied".
 */

/** The policy that KMS gives a key: permissions of the account's roles count. */
export const defaultKeyPolicy = (accountId: string) => ({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      Action: "kms:*",
      Resource: "*",
    },
  ],
});

/** Whether the policies of a role allow a call; the key's own policy decides calls of KMS as well. */
export async function roleMay(
  policies: readonly unknown[],
  call: Call,
  key?: { readonly accountId: string; readonly policy: unknown },
): Promise<boolean> {
  await check(call, policies.flatMap(identityStatements));
  if (call.action.startsWith("kms:") !== (key !== undefined)) {
    throw new Error(`${call.action}: the policy of the key decides calls of KMS, and no others.`);
  }
  if (key === undefined) {
    return identityAllows(policies, call);
  }
  await check(call, resourceStatements(key.policy));
  const account = ["AWS", `arn:aws:iam::${key.accountId}:root`] as const;
  return resourceAllows(key.policy, account, call) && identityAllows(policies, call);
}

/** Whether the policy of a resource lets a service of AWS call on it. */
export async function serviceMay(policy: unknown, request: ServiceRequest): Promise<boolean> {
  await check(request, resourceStatements(policy));
  return resourceAllows(policy, ["Service", request.service], request);
}

/** A token to sign in with. */
export interface SignIn {
  /** Without `https://`. */
  readonly issuer: string;
  readonly claims: Readonly<Record<string, string>>;
}

/** Whether the trust of a role lets in who has a token, of a provider of the account. */
export function tokenMayTake(trust: unknown, accountId: string, { issuer, claims }: SignIn) {
  const provider = `arn:aws:iam::${accountId}:oidc-provider/${issuer}`;
  return trustAllows(trust, ["Federated", provider], {
    action: "sts:AssumeRoleWithWebIdentity",
    resource: "*",
    context: Object.fromEntries(
      Object.entries(claims).map(([claim, value]) => [`${issuer}:${claim}`, value]),
    ),
  });
}

/** Whether the trust of a role lets in another role or a user. */
export function principalMayTake(trust: unknown, arn: string): boolean {
  const call = { action: "sts:AssumeRole", resource: "*", context: {} };
  return trustAllows(trust, ["AWS", arn], call);
}

async function check(call: Call, statements: readonly Statement[]): Promise<void> {
  await checkCall(call);
  await Promise.all(statements.map(checkStatement));
}
