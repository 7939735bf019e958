import * as iam from "@pulumi/aws/iam";

import { type Rule, type RuleText, resourcesRule } from "../rule";
import { isLimited } from "./conditions";
import { type Statement, allows, eachAllowed } from "./policyDocuments";
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
/** Actions of services that have nothing in common: what allows them all allows everything. */
const anyAction = ["iam:CreateUser", "s3:GetObject", "ec2:RunInstances", "kms:Decrypt"];

/** Rules about permissions: what the statements of a policy allow. */
export const permissionRules: readonly Rule[] = [
  policyRule({
    name: "policy-not-everything",
    description: "No policy allows everything on everything.",
    controls: ["IAM.1", "CKV_AWS_1", "CKV_AWS_49", "CKV_AWS_62", "CKV_AWS_63", "CKV2_AWS_40"],
    severity: "critical",
    why: "Anyone who can take the role owns the account.",
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
