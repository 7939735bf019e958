/** What was wrong with it. */
export type Problem =
  | "denied"
  | "not found"
  /** A registry that does not tell the two apart, so that nobody learns which repositories there are. */
  | "not found or denied"
  | "unreachable"
  | "throttled"
  | "limit"
  | "capacity"
  | "timeout"
  | "disk full"
  | "other platform"
  | "canceled"
  | "not executable"
  | "invalid"
  | "internal"
  | "failed";

/** From what says most to what says least. Each is a phrase of its own: a digest has any number in it. */
const problems: readonly (readonly [RegExp, Problem])[] = [
  [/no space left on device/, "disk full"],
  [/descriptor matching platform|no matching manifest for|exec format error/i, "other platform"],
  [
    /toomanyrequests|429 Too Many|pull rate limit|Throttling|Rate exceeded|TooManyRequests/i,
    "throttled",
  ],
  [/repository does not exist or may require|may require 'docker login'/, "not found or denied"],
  [
    /connection issue|i\/o timeout|deadline exceeded|send request failed|no such host|connection re(?:set|fused)|TLS handshake|Client\.Timeout|request canceled|RequestCanceled|network is unreachable|unexpected EOF|Failed to resolve "|connect: /i,
    "unreachable",
  ],
  [
    /AccessDenied|not authorized|403 Forbidden|status(?: code)?:? 403|StatusCode: 403|no basic auth credentials|access denied|denied:|unauthorized|assume (?:the )?(?:service.linked )?role|assume role/i,
    "denied",
  ],
  [/marked for deletion|did not contain json key|invalid character|not valid JSON/i, "invalid"],
  [/invalid ssm parameters|invalid parameters:/i, "not found"],
  [
    /ResourceNotFound|NotFoundException|not found|manifest unknown|does not exist|No such file|cannot find|can't find|no such/i,
    "not found",
  ],
  [/context canceled/, "canceled"],
  [/timed? ?out|timeout/i, "timeout"],
  [/invalid/i, "invalid"],
];

/** What was wrong, by the phrases of the error itself. */
export function problemOf(text: string): Problem | undefined {
  return problems.find(([said]) => said.test(text))?.[1];
}

/** The call of AWS that was refused or failed. */
export function callIn(text: string): string | undefined {
  const named = /not authorized to perform: ([a-z-]{2,32}:[A-Za-z]{2,64})/.exec(text)?.[1];
  return named ?? /operation error [\w ]{2,32}: ([A-Z][A-Za-z]{2,63})\b/.exec(text)?.[1];
}

const resources: readonly RegExp[] = [
  /on resource: (arn:[^\s,"']{1,512})/,
  /(arn:aws[a-z-]{0,16}:(?:secretsmanager|ssm):[^\s,"'\]})]{1,512})/,
  /(?:resolve ref|(?<!matching )manifest for|resolve reference|pull access denied for|unpack image) ["']?([^\s"',]{1,512}[^\s"',:.])/,
  /invalid ssm parameters: ([^\s"']{1,512})/,
  /"?(fs-[0-9a-f]{4,40})/,
  /role '([^']{1,512})'/,
  /subnet '?(subnet-[0-9a-z]{4,40})/,
];

/** What a message is about. */
export function resourceIn(text: string): string | undefined {
  for (const pattern of resources) {
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) {
      return found.replace(/[.:]+$/, "");
    }
  }
  return undefined;
}
