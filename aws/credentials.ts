/**
 * What a credential looks like, for the checks that refuse one in plain text and for the output that
 * must not repeat one.
 *
 * Every pattern is bounded, so a text takes linear time however hostile it is.
 */

/** A form that a credential has in a text, whatever it is called. */
export interface CredentialPattern {
  /** What it is, with its article: "a GitHub token". */
  readonly kind: string;
  /** Global; `$1` is what stands before the credential and may be shown. */
  readonly pattern: RegExp;
}

/** Credentials by their own form. */
export const credentialPatterns: readonly CredentialPattern[] = [
  {
    kind: "a private key",
    pattern:
      /(-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)(?!\[hidden\])[A-Za-z0-9+/=\s\\]{0,8192}(?:-----END [A-Z0-9 ]{0,40}-----)?/g,
  },
  { kind: "an AWS access key", pattern: /(\b)(?:AKIA|ASIA)[A-Z0-9]{16}\b/g },
  {
    kind: "a GitHub token",
    pattern: /(\b)(?:gh[pousr]_[A-Za-z0-9]{16,255}|github_pat_[A-Za-z0-9_]{20,255})/g,
  },
  { kind: "a GitLab token", pattern: /(\b)gl(?:pat|dt|rt|ptt|cbt)-[A-Za-z0-9_.-]{20,255}/g },
  {
    kind: "a Stripe key",
    pattern: /(\b)(?:[sr]k_(?:live|test)_[A-Za-z0-9]{10,255}|whsec_[A-Za-z0-9+/=]{16,255})/g,
  },
  { kind: "a Slack token", pattern: /(\b)(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,255}/g },
  {
    kind: "a Slack webhook",
    pattern: /(\bhooks\.slack\.com\/(?:services|workflows|triggers)\/)[A-Za-z0-9/_-]{8,255}/g,
  },
  { kind: "a Google API key", pattern: /(\b)AIza[A-Za-z0-9_-]{35}/g },
  {
    kind: "an API key",
    pattern:
      /(\b)(?:sk-(?=[A-Za-z_-]{0,64}\d)[A-Za-z0-9_-]{20,255}|SG\.[\w-]{16,32}\.[\w-]{16,64}|hf_[A-Za-z0-9]{30,64}|dop_v1_[a-f0-9]{64}|shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32}|dckr_pat_[\w-]{20,64})/g,
  },
  { kind: "an npm or PyPI token", pattern: /(\b)(?:npm_[A-Za-z0-9]{36}|pypi-[\w-]{40,255})/g },
  {
    kind: "a JSON web token",
    pattern: /(?<![\w-])()eyJ[A-Za-z0-9_-]{8,2048}\.[A-Za-z0-9_-]{2,4096}\.[A-Za-z0-9_-]{0,1024}/g,
  },
  {
    kind: "a password in an address",
    pattern: /(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@"'<>]{0,128}:)(?!\$)[^\s@/"'<>]{1,256}(?=@)/gi,
  },
  {
    kind: "the signature of an address",
    pattern:
      /([?&](?:X-Amz-(?:Signature|Security-Token|Credential)|X-Goog-(?:Signature|Credential)|Signature|sig|access_token|id_token|refresh_token)=)(?!\$)[^\s&"'<>]{6,2048}/gi,
  },
  {
    kind: "a credential of a request",
    pattern:
      /(\b(?:proxy-)?authorization["']?\s{0,8}[:=]\s{0,8}["']?(?:(?:bearer|basic|token|digest|aws4-hmac-sha256)\s{1,8})?)(?!\$)[^\s"',;]{4,4096}/gi,
  },
  {
    kind: "a credential of a request",
    pattern: /(\b(?:bearer|basic)\s{1,8})(?!\$)(?=[A-Za-z._~+/=-]{0,64}\d)[\w.~+/=-]{8,4096}/gi,
  },
  {
    kind: "a cookie",
    pattern: /(\b(?:set-)?cookie["']?\s{0,8}:\s{0,8}["']?)(?!\$)[\w.-]{1,128}=[^\r\n"']{1,4096}/gi,
  },
];

/** Ends of names that have a password as their value, also without a separator: `PGPASSWORD`. */
const passwordName = /(?:password|passwd|passphrase|passcode)$/;

/** Last words, one or two joined, of names that have another credential as their value. */
const secretWords = new Set([
  ...["secret", "secrets", "token", "credential", "credentials", "apikey", "basicauth"],
  ...["accesskey", "accountkey", "encryptionkey", "masterkey", "privatekey", "secretkey"],
  ...["sharedkey", "signingkey", "authkey", "deploykey", "licensekey", "keybase"],
  ...["accesstoken", "apitoken", "authtoken", "clientsecret"],
]);

/** First words of names that say how many, or whether: `MAX_TOKEN`, `USE_TOKEN`. */
const settingWords = new Set([
  ...["max", "min", "num", "use", "has", "is", "no", "with", "skip", "allow", "enable", "enabled"],
  ...["disable", "disabled", "require", "required", "show", "hide", "public", "publishable"],
]);

/** Prefixes under which build tools publish a variable to every visitor. */
const publishedName = /^(?:NEXT_PUBLIC|NUXT_PUBLIC|EXPO_PUBLIC|GATSBY|REACT_APP|VITE|PUBLIC)_/;

/**
 * What a value is, where it is a credential in plain text: "a password", "a GitHub token".
 *
 * @param name what the value is called: a variable, a key, an option of a command.
 */
export function credentialKind(name: string, value: string): string | undefined {
  const kind = kindOfName(name);
  return kind !== undefined && isCredential(kind, value) ? kind : kindInText(value, true);
}

/**
 * What credential a text has in it: by its form, as `name=value`, or as `--name value`.
 *
 * @param exact leaves out `password: …`, which is as likely a sentence as a credential.
 */
export function kindInText(text: string, exact: boolean): string | undefined {
  const known = credentialPatterns.find(({ pattern }) => text.search(pattern) >= 0);
  return known?.kind ?? assignmentsIn(text, exact)[0]?.kind;
}

/** A text with `hidden` in place of every credential. */
export function withoutCredentials(text: string, hidden = "[hidden]"): string {
  let shown = "";
  let end = 0;
  for (const { from, to } of assignmentsIn(text, false)) {
    shown += text.slice(end, from) + hidden;
    end = to;
  }
  shown += text.slice(end);
  return credentialPatterns.reduce(
    (left, { pattern }) => left.replace(pattern, (_, before: string) => `${before}${hidden}`),
    shown,
  );
}

/** A credential that a text gives to a name. */
interface Assignment {
  readonly kind: string;
  readonly from: number;
  readonly to: number;
}

/**
 * `name=`, `"name": "`, `name: `, `--name `; the value is read apart, because it may be a name too. An ARN has the
 * names of secrets in it: it is passed over.
 */
const beginning =
  /(?<![\w.-])arn:aws[a-z-]{0,16}:[^\s"',;]{1,2048}|(?<![\w.-])(?<dashes>-{0,2})(?<name>[A-Za-z_][\w.-]{0,127})(?:(?<quote>["']?)\s{0,8}(?<sign>[:=])\s{0,8}|(?<space>\s{1,8}))["']?/g;

const assigned = /[^\s"',;&]{1,1024}/y;

function assignmentsIn(text: string, exact: boolean): Assignment[] {
  const found: Assignment[] = [];
  beginning.lastIndex = 0;
  for (let match = beginning.exec(text); match !== null; match = beginning.exec(text)) {
    const { dashes = "", name, quote = "", sign, space } = match.groups ?? {};
    const from = beginning.lastIndex;
    if (name === undefined) {
      continue;
    }
    // "the password is" gives no value to a name, "--password x" does.
    const gives = space === undefined || dashes === "--";
    const certain = sign !== ":" || quote !== "";
    const kind = gives && (certain || !exact) ? kindOfName(name) : undefined;
    assigned.lastIndex = from;
    const value = kind === undefined ? undefined : assigned.exec(text)?.[0];
    if (
      value !== undefined &&
      kind !== undefined &&
      isCredential(kind, value) &&
      (certain || isTelling(kind, value))
    ) {
      found.push({ kind, from, to: from + value.length });
      beginning.lastIndex = from + value.length;
    } else {
      // What follows may be the next name, together with the sign that separates the two.
      beginning.lastIndex = match.index + dashes.length + name.length;
    }
  }
  return found;
}

type NamedKind = "a password" | "a token" | "a key" | "a secret";

/** What stands under a name, going by its last words. */
function kindOfName(name: string): NamedKind | undefined {
  const words = wordsOf(name);
  const last = words.at(-1) ?? "";
  if (settingWords.has(words[0] ?? "") || publishedName.test(name)) {
    return undefined;
  }
  // The shell has its working directory in PWD.
  if (passwordName.test(last) || last === "pass" || (last === "pwd" && words.length > 1)) {
    return "a password";
  }
  const found = [last, words.slice(-2).join("")].find((word) => secretWords.has(word));
  if (found === undefined) {
    return undefined;
  }
  return found.endsWith("token") ? "a token" : found.endsWith("key") ? "a key" : "a secret";
}

/** Whether a value can be what its name says; a number or the name of a secret is no token. */
function isCredential(kind: NamedKind, value: string): boolean {
  if (noCredential.some((pattern) => pattern.test(value))) {
    return false;
  }
  return (
    kind === "a password" ||
    !(/^\d+(?:\.\d+)?$/.test(value) || /^[a-z]+(?:-[a-z]+)*-(?:secret|credentials|db)$/.test(value))
  );
}

/** After `name: ` in running text a word is a word, "token: expired", unless it has a digit or is a password. */
function isTelling(kind: NamedKind, value: string): boolean {
  return kind === "a password" || /\d/.test(value);
}

/** `DB_PASS`, `db.pass`, `dbPass` and `db-pass` are the same words. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

/**
 * Values that name a credential or its place, or say whether there is one: switches, references to a
 * variable, ARNs, names of secrets with slashes, files, and addresses without a password.
 */
const noCredential: readonly RegExp[] = [
  /^(?:|true|false|yes|no|on|off|none|null|nil|undefined|enabled|disabled|required|optional)$/i,
  /^(?:\$[A-Za-z_{(]|\{\{|<|%[A-Za-z_(]|\*+$|\[hidden\])/,
  /^arn:aws[a-z-]*:/,
  /^[a-z][\w.-]{0,64}(?:\/[a-z][\w.-]{0,64}){1,8}$/,
  /^(?:~|\.{1,2})?(?:\/[\w.-]{1,32}){2,16}$/,
  /^[a-z][a-z0-9+.-]{0,30}:\/\/[^\s@]{0,2048}$/i,
];
