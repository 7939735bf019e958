import * as pulumi from "@pulumi/pulumi";

import { credentialKind } from "../aws/credentials";
import { accountIdPattern, regionPattern } from "../aws/resourceIds";
import { gotText, type Problem } from "./problems";
import { unknownKeySentence } from "./suggest";

/** Arguments for the explicit AWS provider, as the stack's `aws:*` keys give them. */
export type ProviderSettings = Readonly<Record<string, unknown>> & { readonly region?: string };

/** Keys of the AWS provider that are texts. Everything else is JSON (lists, mappings, switches). */
const textKeys = [
  "accessKey",
  "customCaBundle",
  "ec2MetadataServiceEndpoint",
  "ec2MetadataServiceEndpointMode",
  "httpProxy",
  "httpsProxy",
  "noProxy",
  "profile",
  "region",
  "retryMode",
  "s3UsEast1RegionalEndpoint",
  "secretKey",
  "stsRegion",
  "tagPolicyCompliance",
  "token",
] as const;

const jsonKeys = [
  "allowedAccountIds",
  "assumeRoleWithWebIdentity",
  "assumeRoles",
  "defaultTags",
  "endpoints",
  "forbiddenAccountIds",
  "ignoreTags",
  "insecure",
  "maxRetries",
  "s3UsePathStyle",
  "sharedConfigFiles",
  "sharedCredentialsFiles",
  "skipCredentialsValidation",
  "skipMetadataApiCheck",
  "skipRegionValidation",
  "skipRequestingAccountId",
  "tokenBucketRateLimiterCapacity",
  "useDualstackEndpoint",
  "useFipsEndpoint",
  "userAgents",
] as const;

/** Every key that the AWS provider knows. */
export const providerKeys: readonly string[] = [...textKeys, ...jsonKeys].sort();

/** China, GovCloud, the European Sovereign Cloud and the isolated regions. */
const otherPartition = /^(?:cn|us-gov|eusc|[a-z]+-iso[a-z]?)-/;

const accountKeys = new Set(["allowedAccountIds", "forbiddenAccountIds"]);

export interface ReadProvider {
  readonly settings: ProviderSettings;
  readonly region: string | undefined;
  readonly problems: readonly Problem[];
}

/** Gathers the `aws:*` keys. Values that are secrets in the stack file stay secrets. */
export function readProvider(
  all: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string | undefined>>,
  isSecret: (key: string) => boolean,
): ReadProvider {
  const problems: Problem[] = [];
  const settings: Record<string, unknown> = {};
  for (const [fullKey, value] of Object.entries(all)) {
    if (!fullKey.startsWith("aws:")) {
      continue;
    }
    const key = fullKey.slice("aws:".length);
    if (!providerKeys.includes(key)) {
      problems.push({ path: [fullKey], sentence: unknownKeySentence(key, providerKeys) });
      continue;
    }
    const parsed = (textKeys as readonly string[]).includes(key) ? value : json(value);
    if (parsed === undefined) {
      const got = isSecret(fullKey) ? "" : gotText([fullKey], value);
      problems.push({
        path: [fullKey],
        sentence: `must be a number, true or false, a list or a mapping${got}`,
      });
      continue;
    }
    if (!isSecret(fullKey) && holdsCredential(key, parsed)) {
      problems.push({
        path: [fullKey],
        sentence: `has a credential in plain text: set it again with pulumi config set --secret ${fullKey}, or leave it out and use aws:profile, a role or the environment`,
      });
    }
    const wanted = accountKeys.has(key) ? accounts(parsed) : parsed;
    if (wanted === undefined) {
      problems.push({
        path: [fullKey],
        sentence: "must be a list of account ids; each must be 12 digits, in quotes",
      });
      continue;
    }
    settings[key] = isSecret(fullKey) ? pulumi.secret(wanted) : wanted;
  }
  const region = regionOf(all, environment);
  if (region === undefined) {
    problems.push({
      path: [],
      sentence:
        "region is required: run `pulumi config set aws:region <region>`, or set the environment variable AWS_REGION",
    });
  } else if (!regionPattern.test(region)) {
    problems.push({
      path: ["aws:region"],
      sentence: `must be the name of a region such as eu-west-1 (got "${region}")`,
    });
  } else if (otherPartition.test(region)) {
    problems.push({
      path: ["aws:region"],
      sentence: `is in a partition of AWS that is not served: other domains and services there; choose a commercial region such as eu-west-1 (got "${region}")`,
    });
  }
  return {
    settings: region === undefined ? settings : { ...settings, region },
    region,
    problems,
  };
}

/** Keys whose value is a credential whatever it looks like. */
const credentialKeys = new Set(["secretKey", "token"]);

/** Whether a value has a credential in it, however deep. */
function holdsCredential(key: string, value: unknown): boolean {
  if (typeof value === "string") {
    return credentialKeys.has(key) ? value !== "" : credentialKind(key, value) !== undefined;
  }
  return (
    typeof value === "object" &&
    value !== null &&
    Object.entries(value).some(([inner, part]) => holdsCredential(inner, part))
  );
}

/** As the AWS provider looks for it: its key, then the environment. */
function regionOf(
  all: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const candidates = [all["aws:region"], environment.AWS_REGION, environment.AWS_DEFAULT_REGION];
  return candidates.find((candidate) => candidate !== undefined && candidate !== "");
}

function json(value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}

function accounts(value: unknown): string[] | undefined {
  // YAML reads an id without quotes as a number and drops its leading zeros: only text is certain.
  return Array.isArray(value) &&
    value.every((id) => typeof id === "string" && accountIdPattern.test(id))
    ? (value as string[])
    : undefined;
}
