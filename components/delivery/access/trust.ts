import { type JobToken } from "../../../aws/oidc";
import { document, type PolicyDocument } from "../../policyDocument";

/** Who may take a role: jobs whose token says exactly this. */
export function jobTrust(
  { issuer, audience, subject, claims = {} }: JobToken,
  providerArn: string,
): PolicyDocument {
  const exact = Object.fromEntries(
    Object.entries({ aud: [audience], ...claims }).map(([claim, values]) => [
      `${issuer}:${claim}`,
      [...values],
    ]),
  );
  const sub = { [`${issuer}:sub`]: [subject] };
  return document([
    {
      Effect: "Allow",
      Principal: { Federated: providerArn },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: /[*?]/.test(subject)
        ? { StringEquals: exact, StringLike: sub }
        : { StringEquals: { ...exact, ...sub } },
    },
  ]);
}

/** Who may take a role: roles and users of IAM, by ARN. */
export function principalTrust(arns: readonly string[]): PolicyDocument {
  return document([{ Effect: "Allow", Principal: { AWS: [...arns] }, Action: "sts:AssumeRole" }]);
}
