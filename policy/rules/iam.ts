import * as iam from "@pulumi/aws/iam";

import { type Rule, type RuleText, resourceRule, resourcesRule } from "../rule";
import { type Statement, allows, conditionValues, eachAllowed } from "./policyDocuments";

/** Ways to more rights than given, when they are allowed on every resource. */
const escalations = [
  "iam:CreatePolicyVersion",
  "iam:SetDefaultPolicyVersion",
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:UpdateLoginProfile",
  "iam:AddUserToGroup",
  "iam:AttachUserPolicy",
  "iam:AttachGroupPolicy",
  "iam:AttachRolePolicy",
  "iam:PutUserPolicy",
  "iam:PutGroupPolicy",
  "iam:PutRolePolicy",
  "iam:UpdateAssumeRolePolicy",
  "sts:AssumeRole",
];
const secretReads = ["secretsmanager:GetSecretValue", "ssm:GetParameter", "ssm:GetParameters"];
const adminPolicies = /\/(AdministratorAccess|IAMFullAccess|PowerUserAccess)$/;

/** Whatever attaches a managed policy; a role may name some itself. */
const attachments = [
  iam.RolePolicyAttachment,
  iam.PolicyAttachment,
  iam.UserPolicyAttachment,
  iam.GroupPolicyAttachment,
  iam.Role,
];

/** Services whose roles AWS assumes for other accounts' requests unless the source is named. */
const confusedDeputies = ["ecs-tasks", "events", "scheduler"].map(
  (name) => `${name}.amazonaws.com`,
);

/** Rules about permissions: what a policy allows and who may assume a role. */
export const iamRules: readonly Rule[] = [
  policyRule({
    name: "policy-not-everything",
    description: "No policy allows everything on everything.",
    controls: ["IAM.1", "CKV_AWS_1", "CKV_AWS_49", "CKV_AWS_62", "CKV_AWS_63", "CKV2_AWS_40"],
    severity: "critical",
    why: "Whoever holds the role owns the account.",
    fix: "the actions and the ARNs that are needed.",
    check: ({ actions, resources }) =>
      actions.some((action) => action === "*" || action === "*:*") && resources.includes("*")
        ? "allows * on *"
        : undefined,
  }),
  policyRule({
    name: "policy-no-service-wildcard",
    description: "No policy allows every action of a service.",
    controls: ["IAM.21", "CKV_AWS_355", "CKV_AWS_356"],
    severity: "high",
    why: "It includes deleting, and every action that AWS adds later.",
    fix: "the actions that are needed instead of `service:*`.",
    check: ({ actions, notActions }) => {
      if (notActions.length > 0) {
        return `allows everything but ${notActions.join(", ")}`;
      }
      const wide = actions.filter((action) => /^[^:*]+:\*$/.test(action));
      return wide.length === 0 ? undefined : `allows ${wide.join(", ")}`;
    },
  }),
  policyRule({
    name: "policy-pass-role-is-narrow",
    description: "Passing a role (iam:PassRole) names the roles and the service that gets them.",
    controls: ["CKV_AWS_110", "CKV_AWS_286"],
    severity: "critical",
    why: "Passing any role to any service is the shortest way to every permission of the account.",
    fix: "the roles' ARNs as `Resource` and a condition on `iam:PassedToService`.",
    check: (statement) => {
      if (!allows(statement, "iam:PassRole")) {
        return undefined;
      }
      const anyRole = statement.resources.some((arn) => arn === "*" || /:role\/\*?$/.test(arn));
      if (anyRole) {
        return `allows iam:PassRole on ${statement.resources.join(", ")}`;
      }
      return conditionValues(statement, "iam:PassedToService").length === 0
        ? "allows iam:PassRole to any service"
        : undefined;
    },
  }),
  policyRule({
    name: "policy-secrets-are-named",
    description: "Reading secrets is allowed by name.",
    controls: ["CKV_AWS_108", "CKV_AWS_288"],
    severity: "high",
    why: "One app could read the secrets of all others.",
    fix: "the ARNs of the secrets and parameters as `Resource`.",
    check: (statement) => {
      const reads = secretReads.filter((action) => allows(statement, action));
      const anySecret = statement.resources.some(
        (arn) => arn === "*" || /:(secret:|parameter\/)\*$/.test(arn),
      );
      return reads.length > 0 && anySecret && !statement.actions.includes("*")
        ? `allows ${reads.join(", ")} on ${statement.resources.join(", ")}`
        : undefined;
    },
  }),
  policyRule({
    name: "policy-no-escalation",
    description: "No policy allows its holder to give itself more rights.",
    controls: ["CKV_AWS_109", "CKV_AWS_110", "CKV_AWS_286", "CKV_AWS_289"],
    severity: "critical",
    why: "The other limits of the policy would mean nothing.",
    fix: "the ARNs that are meant as `Resource`, or no such action.",
    check: (statement) => {
      const found = escalations.filter((action) => allows(statement, action));
      return found.length > 0 && statement.resources.includes("*")
        ? `allows ${found.join(", ")} on *`
        : undefined;
    },
  }),
  policyRule({
    name: "policy-keys-are-named",
    description: "Decrypting is allowed with named keys.",
    controls: ["KMS.1", "KMS.2"],
    severity: "high",
    why: "The role could decrypt whatever any key of the account protects.",
    fix: "the keys' ARNs as `Resource` of kms:Decrypt.",
    check: (statement) =>
      (allows(statement, "kms:Decrypt") || allows(statement, "kms:ReEncryptFrom")) &&
      statement.resources.some((arn) => arn === "*" || /:key\/\*$/.test(arn)) &&
      conditionValues(statement, "kms:ViaService").length === 0
        ? `allows kms:Decrypt on ${statement.resources.join(", ")}`
        : undefined,
  }),
  resourcesRule(attachments, {
    name: "role-no-administrator",
    description: "No role, user or group gets an administrator's managed policy.",
    controls: ["CKV_AWS_274", "CKV_AWS_275", "CKV2_AWS_56"],
    severity: "critical",
    why: "Whoever holds the role owns the account.",
    fix: "a policy with the actions that are needed.",
    check: ({ policyArn, managedPolicyArns = [] }) =>
      [policyArn, ...(managedPolicyArns as readonly unknown[])].map((arn) =>
        typeof arn === "string" && adminPolicies.test(arn) ? `it attaches ${arn}` : undefined,
      ),
  }),
  resourceRule(iam.Role, {
    name: "role-trusts-named-principals",
    description: "A role names who may assume it.",
    controls: ["CKV_AWS_60", "CKV_AWS_61"],
    severity: "critical",
    why: "Anyone, or everyone in the account, could take the role.",
    fix: "a service or role as `Principal` of `assumeRolePolicy`.",
    check: ({ assumeRolePolicy }) =>
      eachAllowed(assumeRolePolicy, ({ principals }) => {
        const open = principals.find(
          ({ value }) => value === "*" || /^(\d{12}|arn:.*:root)$/.test(value),
        );
        return open === undefined ? undefined : `lets ${open.value} assume the role`;
      }),
  }),
  resourceRule(iam.Role, {
    name: "role-oidc-is-pinned",
    description: "A role for OIDC names the audience and the exact subject.",
    controls: ["CKV_AWS_358", "CKV_AWS_393"],
    severity: "critical",
    why: "Any repository of the same host could deploy with it.",
    fix: "conditions on `<host>:aud` and `<host>:sub` without a wildcard for the repository.",
    check: ({ assumeRolePolicy }) =>
      eachAllowed(assumeRolePolicy, (statement) => {
        const provider = statement.principals.find(({ kind }) => kind === "Federated")?.value;
        if (provider === undefined || !provider.includes(":oidc-provider/")) {
          return undefined;
        }
        const host = provider.split(":oidc-provider/")[1] ?? "";
        const subjects = conditionValues(statement, `${host}:sub`);
        if (conditionValues(statement, `${host}:aud`).length === 0) {
          return `does not ask for an audience of ${host}`;
        }
        const loose = subjects.find((subject) => /^[^:]*:?\*|^[^:]+:[^:/]+\/\*|^\*/.test(subject));
        return subjects.length === 0 || loose !== undefined
          ? `accepts the subject ${loose ?? "*"} of ${host}`
          : undefined;
      }),
  }),
  resourceRule(iam.Role, {
    name: "role-for-own-account",
    description: "Roles of services name the account or resource that they work for.",
    controls: [],
    severity: "medium",
    why: "The service could be made to use the role for someone else's request.",
    fix: "a condition on `aws:SourceAccount` or `aws:SourceArn` in `assumeRolePolicy`.",
    check: ({ assumeRolePolicy }) =>
      eachAllowed(assumeRolePolicy, (statement) => {
        const service = statement.principals.find(({ value }) => confusedDeputies.includes(value));
        const named =
          conditionValues(statement, "aws:SourceAccount").length > 0 ||
          conditionValues(statement, "aws:SourceArn").length > 0;
        return service === undefined || named
          ? undefined
          : `lets ${service.value} assume the role for any source`;
      }),
  }),
  resourceRule(iam.User, {
    name: "no-users",
    description: "The program creates no IAM users.",
    controls: ["IAM.2", "CKV_AWS_40", "CKV_AWS_273"],
    severity: "high",
    why: "Users have passwords and keys that never expire; people and CI have OIDC.",
    fix: "a role with an OIDC trust instead of the user.",
    check: () => "it is a user",
  }),
  resourceRule(iam.AccessKey, {
    name: "no-access-keys",
    description: "The program creates no access keys.",
    controls: ["IAM.3"],
    severity: "critical",
    why: "A key that leaks works until someone notices.",
    fix: "a role with an OIDC trust instead of the key.",
    check: () => "it is an access key",
  }),
];

/** A rule about the statements of a policy, whichever resource holds it; a role may hold some itself. */
function policyRule({
  check,
  ...text
}: RuleText & { readonly check: (statement: Statement) => string | undefined }): Rule {
  return resourcesRule([iam.RolePolicy, iam.Policy, iam.UserPolicy, iam.GroupPolicy, iam.Role], {
    ...text,
    check: ({ policy, inlinePolicies = [] }) =>
      [{ policy }, ...(inlinePolicies as readonly { readonly policy?: unknown }[])].flatMap(
        (held) => eachAllowed(held.policy, check),
      ),
  });
}
