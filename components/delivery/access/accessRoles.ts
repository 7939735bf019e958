import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { accessRoleName, typeToken } from "../../../aws/naming";
import { issuerOf, type Jobs, type JobToken, jobTokenOf, providerArnOf } from "../../../aws/oidc";
import { mostInlineCharacters } from "../../../aws/permission";
import { type PolicyDocument } from "../../policyDocument";
import { resourceError } from "../../resourceError";
import { type Transform, transformed } from "../../transform";
import { accessPolicy, type AccessRights, type AccessScope } from "./permissions";
import { jobTrust, principalTrust } from "./trust";

/** A role for jobs of a CI service or for people. Exactly one of the services, or `principals`, is given. */
export interface AccessRole extends Jobs, AccessRights {
  /** ARNs of roles and users that may take it. */
  readonly principals?: readonly string[] | undefined;
}

/** Changes to the resources of {@link AccessRoles}, by child. */
export interface AccessRolesTransform {
  readonly provider?: Transform<aws.iam.OpenIdConnectProviderArgs>;
  readonly role?: Transform<aws.iam.RoleArgs>;
  readonly policy?: Transform<aws.iam.RolePolicyArgs>;
}

/** Arguments of {@link AccessRoles}. */
export interface AccessRolesArgs {
  /** The names that permissions follow from. */
  readonly scope: AccessScope;
  /** By key. */
  readonly roles: Readonly<Record<string, AccessRole>>;
  /** ARNs of the OIDC providers that the account has; one is made for each other issuer. */
  readonly oidcProviders: readonly string[];
  /** @default - none: everything is as written here */
  readonly transform?: AccessRolesTransform | undefined;
}

/** The documents of one role, and what must be there before it. */
interface AccessDocuments {
  readonly trust: PolicyDocument;
  readonly policy: PolicyDocument;
  readonly after: readonly pulumi.Resource[];
}

/** Roles for those who push images, release and approve from outside: jobs of CI by OIDC, without keys, and people. */
export class AccessRoles extends pulumi.ComponentResource {
  /** ARNs of the roles, by key. */
  public readonly roleArns: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: AccessRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    const { scope, roles, oidcProviders, transform = {} } = args;
    super(typeToken("delivery", "AccessRoles"), name, { roles, oidcProviders }, opts);
    const documents = Object.entries(roles).map(([key, role]) => {
      const policy = accessPolicy(scope, role);
      const characters = JSON.stringify(policy).length;
      if (characters > mostInlineCharacters) {
        throw resourceError(
          `Role "${key}": its policy has ${characters} characters; max ${mostInlineCharacters}. Give it fewer words under allow, or spread its clusters over several stacks.`,
          this,
        );
      }
      return { key, role, policy, token: jobTokenOf(role) };
    });

    const existing = oidcProviders.map(issuerOf);
    const made = new Map<string, aws.iam.OpenIdConnectProvider>();
    for (const { token } of documents) {
      if (token !== undefined && !existing.includes(token.issuer) && !made.has(token.issuer)) {
        made.set(token.issuer, this.provider(name, token, transform));
      }
    }
    this.roleArns = Object.fromEntries(
      documents.map(({ key, role, policy, token }) => {
        const { partition, accountId } = scope;
        const trust =
          token === undefined
            ? principalTrust(role.principals ?? [])
            : jobTrust(token, providerArnOf(partition, accountId, token.issuer));
        const provider = made.get(token?.issuer ?? "");
        const after = provider === undefined ? [] : [provider];
        return [key, this.role(`${name}-${key}`, key, { trust, policy, after }, args)] as const;
      }),
    );
    this.registerOutputs({ roleArns: this.roleArns });
  }

  private provider(
    name: string,
    { issuer, audience }: JobToken,
    transform: AccessRolesTransform,
  ): aws.iam.OpenIdConnectProvider {
    return new aws.iam.OpenIdConnectProvider(
      ...transformed(
        transform.provider,
        `${name}-${issuer.replace(/[^A-Za-z0-9]+/g, "-")}`,
        // AWS trusts the authorities that sign the certificates of these services: no thumbprint is needed.
        { url: `https://${issuer}`, clientIdLists: [audience] },
        { parent: this },
      ),
    );
  }

  /** A role with its permissions; its ARN is known once it has them. */
  private role(
    name: string,
    key: string,
    { trust, policy, after }: AccessDocuments,
    { scope, transform = {} }: AccessRolesArgs,
  ): pulumi.Output<string> {
    const role = new aws.iam.Role(
      ...transformed(
        transform.role,
        `${name}-role`,
        {
          name: accessRoleName(scope.stack, key, scope.region),
          assumeRolePolicy: JSON.stringify(trust),
        },
        // Its trust names the provider by its ARN, which follows from the issuer.
        { parent: this, dependsOn: [...after] },
      ),
    );
    const permissions = new aws.iam.RolePolicy(
      ...transformed(
        transform.policy,
        `${name}-policy`,
        { role: role.name, policy: JSON.stringify(policy) },
        { parent: this },
      ),
    );
    return pulumi.all([role.arn, permissions.id]).apply(([arn]) => arn);
  }
}
