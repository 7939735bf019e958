import * as iam from "@pulumi/aws/iam";

import { type Rule, type RuleText, resourceRule, resourcesRule } from "../rule";
import { isExact, isLimited, isNarrowArn } from "./conditions";
import { looseSubject, providersOf } from "./oidc";
import { type Statement, allows, eachAllowed, isEveryone } from "./policyDocuments";
import { reachesAll } from "./resources";
import { fits } from "./wildcards";

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
  "iam:DeleteRolePermissionsBoundary",
  "iam:PutRolePermissionsBoundary",
  "iam:CreateServiceSpecificCredential",
  "sts:AssumeRole",
  "lambda:UpdateFunctionCode",
  "lambda:UpdateFunctionConfiguration",
  "ssm:SendCommand",
  "ssm:StartSession",
  "ssm:StartAutomationExecution",
  "ec2-instance-connect:SendSSHPublicKey",
  "ecs:ExecuteCommand",
];
const secretReads = [
  "secretsmanager:GetSecretValue",
  "secretsmanager:BatchGetSecretValue",
  "ssm:GetParameter",
  "ssm:GetParameters",
  "ssm:GetParametersByPath",
  "ssm:GetParameterHistory",
];
/** With the last two a principal can grant itself the use of a key. */
const keyUses = ["kms:Decrypt", "kms:ReEncryptFrom", "kms:CreateGrant", "kms:PutKeyPolicy"];
const adminPolicies =
  /^arn:[^:]*:iam::aws:policy\/(.*\/)?(AdministratorAccess(-.*)?|IAMFullAccess|PowerUserAccess|SecretsManagerReadWrite|AmazonSSMFullAccess|AWSKeyManagementServicePowerUser)$/i;
/** Actions of services that have nothing in common: what allows them all allows everything. */
const anyAction = ["iam:CreateUser", "s3:GetObject", "ec2:RunInstances", "kms:Decrypt"];

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
    check: (statement) => (isEverything(statement) ? "allows * on *" : undefined),
  }),
  policyRule({
    name: "policy-no-service-wildcard",
    description: "No policy allows every action of a service.",
    controls: ["IAM.21", "CKV_AWS_355", "CKV_AWS_356"],
    severity: "high",
    why: "It includes deleting, and every action that AWS adds later.",
    fix: "the actions that are needed instead of `service:*`.",
    check: (statement) => {
      const { actions, notActions } = statement;
      if (notActions.length > 0) {
        return `allows everything but ${notActions.join(", ")}`;
      }
      // Of everything on everything another rule says so.
      const wide = isEverything(statement) ? [] : actions.filter(isWholeService);
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
      if (reachesAll(statement.resources, "iam:PassRole")) {
        return `allows iam:PassRole on ${statement.resources.join(", ")}`;
      }
      return isLimited(statement.conditions, "iam:PassedToService")
        ? undefined
        : "allows iam:PassRole to any service";
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
      const reads = unbounded(statement, secretReads);
      return reads.length > 0 && !isEverything(statement)
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
      const found = unbounded(statement, escalations);
      return found.length > 0
        ? `allows ${found.join(", ")} on ${statement.resources.join(", ")}`
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
    check: (statement) => {
      const uses = unbounded(statement, keyUses);
      const limited = ["kms:ViaService", "kms:ResourceAliases", "kms:RequestAlias"].some((key) =>
        isLimited(statement.conditions, key),
      );
      return uses.length > 0 && !limited
        ? `allows ${uses.join(", ")} on ${statement.resources.join(", ")}`
        : undefined;
    },
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
      eachAllowed(assumeRolePolicy, ({ principals, conditions }) => {
        const open = principals.find(
          (principal) =>
            isEveryone(principal) || /^(\d{12}|arn:[^:]*:iam::\d{12}:root)$/.test(principal.value),
        );
        const named = isLimited(
          conditions,
          "aws:PrincipalArn",
          (arn) => isNarrowArn(arn) && !reachesAll([arn], "iam:PassRole"),
        );
        return open === undefined || named ? undefined : `lets ${open.value} assume the role`;
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
        for (const host of providersOf(statement)) {
          if (!isLimited(statement.conditions, `${host}:aud`)) {
            return `does not ask for an audience of ${host}`;
          }
          const loose = looseSubject(statement, host);
          if (loose !== undefined) {
            return `accepts the subject ${loose} of ${host}`;
          }
        }
        return undefined;
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
      eachAllowed(assumeRolePolicy, ({ principals, conditions }) => {
        const service = principals.find(({ value }) =>
          confusedDeputies.includes(value.toLowerCase()),
        );
        const named =
          isLimited(conditions, "aws:SourceAccount", isExact) ||
          isLimited(conditions, "aws:SourceArn", isNarrowArn);
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

/** The actions of a list that a statement allows on everything that they are about. */
function unbounded(statement: Statement, actions: readonly string[]): readonly string[] {
  return actions.filter(
    (action) => allows(statement, action) && reachesAll(statement.resources, action),
  );
}

function isEverything({ actions, resources }: Statement): boolean {
  return (
    actions.some((pattern) => anyAction.every((action) => fits(pattern, action))) &&
    anyAction.every((action) => reachesAll(resources, action))
  );
}

/** `ecs:*`, `ecs:?*`, `ec?:*` and `ecs*`. */
function isWholeService(action: string): boolean {
  return /^[^:]*:[*?]*\*[*?]*$|^[^:]*\*$/.test(action);
}

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
