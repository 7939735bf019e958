import * as lb from "@pulumi/aws/lb";
import * as s3 from "@pulumi/aws/s3";

import {
  type Inputs,
  type ResourceClass,
  type Rule,
  type RuleText,
  resourceRule,
  resourcesRule,
  stackRule,
} from "../rule";
import { refersTo } from "../stack";
import { eachAllowed, isEveryone, isPublic, statementsOf } from "./policyDocuments";
import { fits } from "./wildcards";

/** Everyone, and everyone with an AWS account. */
const publicGroup = /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;
/** Without these nobody can mend the policy. */
const ownerActions = ["s3:PutBucketPolicy", "s3:DeleteBucketPolicy"];
const publicAcls = ["public-read", "public-read-write", "authenticated-read"];

/** Rules about buckets. Version 7 of the provider keeps each setting in a resource of its own. */
export const storageRules: readonly Rule[] = [
  stackRule(s3.Bucket, {
    name: "bucket-blocks-public-access",
    description: "A bucket blocks public access, with all four switches.",
    controls: [
      "S3.1",
      "S3.8",
      "CKV_AWS_53",
      "CKV_AWS_54",
      "CKV_AWS_55",
      "CKV_AWS_56",
      "CKV2_AWS_6",
    ],
    severity: "critical",
    why: "One mistaken policy or ACL would publish it.",
    fix: "an `aws.s3.BucketPublicAccessBlock` with all four flags true.",
    check: (_bucket, { subject, stack }) => {
      const block = stack
        .ofType(s3.BucketPublicAccessBlock)
        .find((b) => refersTo(b, "bucket", subject));
      if (block === undefined) {
        return "it has no public access block";
      }
      const flags = {
        blockPublicAcls: block.props.blockPublicAcls,
        blockPublicPolicy: block.props.blockPublicPolicy,
        ignorePublicAcls: block.props.ignorePublicAcls,
        restrictPublicBuckets: block.props.restrictPublicBuckets,
      };
      const open = Object.entries(flags).filter(([, value]) => value !== true);
      return open.length === 0
        ? undefined
        : `its public access block leaves ${open.map(([flag]) => flag).join(", ")} open`;
    },
  }),
  stackRule(s3.Bucket, {
    name: "bucket-without-acls",
    description: "A bucket has no ACLs: its owner owns every object.",
    controls: ["S3.2", "S3.3", "S3.12", "CKV2_AWS_65"],
    severity: "medium",
    why: "ACLs give access that no policy shows.",
    fix: '`aws.s3.BucketOwnershipControls` with `objectOwnership: "BucketOwnerEnforced"`.',
    check: (_bucket, { subject, stack }) => {
      const controls = stack
        .ofType(s3.BucketOwnershipControls)
        .find((candidate) => refersTo(candidate, "bucket", subject));
      // Buckets made since April 2023 are BucketOwnerEnforced unless something says otherwise.
      const ownership = controls?.props.rule.objectOwnership ?? "BucketOwnerEnforced";
      return ownership === "BucketOwnerEnforced" ? undefined : `objectOwnership is ${ownership}`;
    },
  }),
  resourcesRule([s3.BucketAcl, s3.Bucket], {
    name: "bucket-acl-not-public",
    description: "No ACL makes a bucket public.",
    controls: ["CKV_AWS_20", "CKV_AWS_57", "CKV_AWS_375", "CKV2_AWS_43"],
    severity: "critical",
    why: "Everyone could list and read it.",
    fix: "remove the ACL.",
    check: ({ acl, accessControlPolicy, grants = [] }) => [
      typeof acl === "string" && publicAcls.includes(acl) ? `acl is ${acl}` : undefined,
      ...[...granteesOf(accessControlPolicy), ...(grants as readonly Grantee[])].map(({ uri }) =>
        publicGroup.test(uri ?? "") ? `its ACL has a grant for ${uri ?? ""}` : undefined,
      ),
    ],
  }),
  stackRule(s3.Bucket, {
    name: "bucket-only-over-tls",
    description: "A bucket refuses requests without TLS.",
    controls: ["S3.5", "CKV_AWS_379"],
    severity: "medium",
    why: "Its objects could cross a network in the open.",
    fix: "a Deny on `aws:SecureTransport` false in an `aws.s3.BucketPolicy`.",
    check: (_bucket, { subject, stack }) => {
      const policies = stack.ofType(s3.BucketPolicy).filter((p) => refersTo(p, "bucket", subject));
      const denies = policies.some(({ props }) =>
        statementsOf(props.policy).some(
          ({ effect, principals, conditions }) =>
            effect === "Deny" &&
            principals.some(isEveryone) &&
            conditions.some(
              ({ operator, key, values }) =>
                operator === "bool" && key === "aws:securetransport" && values.includes("false"),
            ),
        ),
      );
      return denies ? undefined : "no bucket policy denies requests without TLS";
    },
  }),
  resourcesRule([s3.BucketPolicy, s3.Bucket], {
    name: "bucket-policy-not-public",
    description: "A bucket policy names who gets access.",
    controls: ["S3.6", "CKV_AWS_70"],
    severity: "critical",
    why: "Everyone could read or write the bucket.",
    fix: "account, role or service as `Principal` of the statement.",
    check: ({ policy }) =>
      eachAllowed(policy, (statement) =>
        isPublic(statement) ? "allows any principal" : undefined,
      ),
  }),
  resourceRule(s3.BucketPolicy, {
    name: "bucket-policy-no-lock-out",
    description: "A bucket policy does not shut out its owner.",
    controls: ["CKV_AWS_93"],
    severity: "high",
    why: "Only the root user of the account could undo it.",
    fix: "a condition or narrower actions in the Deny statement.",
    check: ({ policy }) =>
      statementsOf(policy).map(({ sid, effect, actions, principals, conditions }) =>
        effect === "Deny" &&
        actions.some((action) => ownerActions.every((needed) => fits(action, needed))) &&
        principals.some(isEveryone) &&
        conditions.length === 0
          ? `${sid} denies everyone everything`
          : undefined,
      ),
  }),
  stackRule(s3.Bucket, {
    name: "bucket-versions",
    description: "A bucket keeps the versions of its objects, unless it holds access logs.",
    controls: ["S3.14", "CKV_AWS_21"],
    severity: "medium",
    why: "An overwritten artifact is gone, and pipelines with S3 sources need versions.",
    fix: "`aws.s3.BucketVersioning` with status Enabled.",
    check: (_bucket, { subject, stack }) => {
      // AWS writes each log file once, under a name of its own.
      const holdsLogs = stack
        .ofType(lb.LoadBalancer)
        .some((balancer) => refersTo(balancer, "accessLogs", subject));
      const versioned = stack
        .ofType(s3.BucketVersioning)
        .some(
          (candidate) =>
            refersTo(candidate, "bucket", subject) &&
            candidate.props.versioningConfiguration.status === "Enabled",
        );
      return holdsLogs || versioned ? undefined : "it keeps no versions";
    },
  }),
  setting(s3.BucketServerSideEncryptionConfiguration, {
    name: "bucket-encryption-declared",
    description: "A bucket declares how it encrypts.",
    controls: ["S3.17", "CKV_AWS_19"],
    severity: "low",
    why: "An auditor, and the next change, should not depend on AWS's default.",
    fix: "an `aws.s3.BucketServerSideEncryptionConfiguration` for the bucket.",
    missing: "it declares no encryption",
    isRight: ({ rules }) => rules.length > 0,
  }),
  setting(s3.BucketLifecycleConfiguration, {
    name: "bucket-lifecycle",
    description: "A bucket expires its objects and unfinished uploads.",
    controls: ["S3.10", "S3.13", "CKV_AWS_300", "CKV2_AWS_61"],
    severity: "low",
    why: "Logs, artifacts and parts of broken uploads are paid for forever.",
    fix: "an `aws.s3.BucketLifecycleConfiguration` with `abortIncompleteMultipartUpload`.",
    missing: "nothing ends its unfinished uploads",
    isRight: ({ rules = [] }) =>
      rules.some(
        ({ status, abortIncompleteMultipartUpload }) =>
          status === "Enabled" && abortIncompleteMultipartUpload !== undefined,
      ),
  }),
  resourceRule(s3.Bucket, {
    name: "bucket-not-force-destroyed",
    description: "A bucket with objects in it is not deleted by mistake.",
    controls: [],
    severity: "medium",
    why: "Logs and artifacts would go with it.",
    fix: "`forceDestroy: false` on the bucket.",
    check: ({ forceDestroy = false }) => (forceDestroy ? "forceDestroy is true" : undefined),
  }),
];

interface Grantee {
  readonly uri?: string;
}

/** The grantees of an ACL that is a resource of its own. */
function granteesOf(policy: unknown): readonly Grantee[] {
  const { grants = [] } = (policy ?? {}) as {
    readonly grants?: readonly { readonly grantee?: Grantee }[];
  };
  return grants.flatMap(({ grantee }) => grantee ?? []);
}

/** A rule that each bucket has a setting's resource of its own, with the right value. */
function setting<Args>(
  resourceClass: ResourceClass<Args>,
  {
    missing,
    isRight,
    ...text
  }: RuleText & {
    readonly missing: string;
    readonly isRight: (props: Inputs<Args>) => boolean;
  },
): Rule {
  return stackRule(s3.Bucket, {
    ...text,
    check: (_bucket, { subject, stack }) =>
      stack
        .ofType(resourceClass)
        .some((candidate) => refersTo(candidate, "bucket", subject) && isRight(candidate.props))
        ? undefined
        : missing,
  });
}
