/** What a role may be given: grammars and quotas of IAM, and the statements that follow. */

/** One thing that an app may do, in the words of the configuration. */
export interface Permission {
  /** Such as `s3:GetObject`; wildcards may stand for a part of the name. */
  readonly actions: readonly string[];
  /** ARNs, with wildcards where many are meant. */
  readonly resources: readonly string[];
  /**
   * Why every resource is meant. Becomes a part of the statement's id.
   * @default - none: the resources are named
   */
  readonly why?: string | undefined;
}

/** A statement of an IAM policy that allows something. */
export interface AllowStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

export const actionPattern = /^(?:\*|[a-z0-9-]+:[A-Za-z0-9*?]+)$/;
export const resourcePattern =
  /^(?:\*|arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9*-]*:(?:\d{12}|aws|\*)?:\S+)$/;
export const managedPolicyPattern =
  /^arn:aws[a-z-]*:iam::(?:aws|\d{12}):policy\/[\w+=,.@-]+(?:\/[\w+=,.@-]+)*$/;

/** IAM: managed policies of a role. 10 until AWS is asked for more, and never above 20. */
export const mostManagedPolicies = 20;

/** IAM: characters of all inline policies of a role, spaces between signs left out. */
export const mostInlineCharacters = 10_240;

/** The statements that give exactly these permissions. */
export function permissionStatements(permissions: readonly Permission[]): AllowStatement[] {
  return permissions.map(({ actions, resources, why = "" }, index) => ({
    Sid: `Permission${index + 1}${pascalCase(why)}`,
    Effect: "Allow",
    Action: actions,
    Resource: resources,
  }));
}

/** What is wrong with one permission, and which of its keys. */
export function permissionProblems({
  actions,
  resources,
  why,
}: Partial<Permission>): { readonly key: "actions" | "resources"; readonly sentence: string }[] {
  const wide = actions?.find((action) => /^(?:[^:]*:)?[*?]*\*[*?]*$/.test(action));
  const open = why === undefined ? resources?.find(isEveryResource) : undefined;
  return [
    ...(wide === undefined
      ? []
      : [
          {
            key: "actions" as const,
            sentence: `"${wide}" allows ${wide.includes(":") ? "every action of a service" : "everything"}, deleting included; name the actions that the app calls`,
          },
        ]),
    ...(open === undefined
      ? []
      : [
          {
            key: "resources" as const,
            sentence: `"${open}" is every resource; name those that the app uses, or say with why that the actions know no resource`,
          },
        ]),
    ...bucketProblems(actions ?? [], resources ?? []).map((sentence) => ({
      key: "resources" as const,
      sentence,
    })),
  ];
}

/** S3 takes some actions on a bucket and others on its objects, whose ARNs differ by a slash alone. */
function bucketProblems(actions: readonly string[], resources: readonly string[]): string[] {
  const ofObjects = actions.find((action) => /^s3:(?:Get|Put|Delete|Restore)Object/.test(action));
  const ofBuckets = actions.find((action) => /^s3:ListBucket/.test(action));
  return [
    ...(ofObjects !== undefined && !resources.some((resource) => /[*/]/.test(resource))
      ? [`has no object for ${ofObjects}; objects are named like arn:aws:s3:::<bucket>/*`]
      : []),
    ...(ofBuckets !== undefined && resources.every((resource) => resource.includes("/"))
      ? [`has no bucket for ${ofBuckets}; a bucket is named like arn:aws:s3:::<bucket>, without /*`]
      : []),
  ];
}

/** `*`, and `arn:aws:s3:::*` as well. */
function isEveryResource(resource: string): boolean {
  return /^[*?/]*$/.test(resource === "*" ? "" : resource.split(":").slice(5).join(":"));
}

/** Ids of statements have letters and digits only. */
function pascalCase(words: string): string {
  return words
    .split(/[^A-Za-z0-9]+/)
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join("");
}

/** What is wrong with the account of a managed policy, which must be that of the role, or AWS. */
export function policyAccountProblem(arn: string, accountId: string): string | undefined {
  const owner = arn.split(":")[4];
  return owner === "aws" || owner === accountId
    ? undefined
    : `policy "${arn}" belongs to account ${owner ?? ""}, and a role takes those of its own account, ${accountId}, or of AWS.`;
}
