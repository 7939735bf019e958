import * as iam from "@pulumi/aws/iam";

import { type Rule, resourceRule, resourcesRule } from "../rule";
import { isExact, isLimited, isNarrowArn } from "./conditions";
import { looseSubject, providersOf } from "./oidc";
import { eachAllowed, isEveryone } from "./policyDocuments";
import { reachesAll } from "./resources";

const adminPolicies =
  /^arn:[^:]*:iam::aws:policy\/(.*\/)?(AdministratorAccess(-.*)?|IAMFullAccess|PowerUserAccess|SecretsManagerReadWrite|AmazonSSMFullAccess|AWSKeyManagementServicePowerUser)$/i;

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

/** Rules about identities: which roles, users and keys there are, and who may assume a role. */
export const iamRules: readonly Rule[] = [
  resourcesRule(attachments, {
    name: "role-no-administrator",
    description: "No role, user or group gets an administrator's managed policy.",
    controls: ["CKV_AWS_274", "CKV_AWS_275", "CKV2_AWS_56"],
    severity: "critical",
    why: "Anyone who can take the role owns the account.",
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
