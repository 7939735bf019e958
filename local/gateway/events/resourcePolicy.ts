/** A call that a service of AWS makes in its own name, as the policy of what it calls sees it. */
export interface ServiceRequest {
  /** Such as `events.amazonaws.com`. */
  readonly service: string;
  readonly action: string;
  readonly resource: string;
  /** Condition keys that the service sends along; what is not in here is missing. */
  readonly context: Readonly<Record<string, string>>;
}

interface Statement {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: unknown;
}

/**
 * Whether a resource's policy lets a service in: by a statement that allows it, against which no other speaks.
 *
 * @throws Error for a statement that is not understood: a guess would be no check.
 */
export function permits(policy: unknown, request: ServiceRequest): boolean {
  const meant = statementsOf(policy).filter((statement) => isMeant(statement, request));
  return (
    meant.some(({ Effect }) => Effect === "Allow") && !meant.some(({ Effect }) => Effect === "Deny")
  );
}

function statementsOf(policy: unknown): Statement[] {
  const { Statement: statements } = recordOf(policy);
  return listOf(statements).map((statement) => {
    const { NotPrincipal, NotAction, NotResource, ...known } = recordOf(statement);
    for (const [key, value] of Object.entries({ NotPrincipal, NotAction, NotResource })) {
      if (value !== undefined) {
        throw new Error(`local AWS does not understand ${key} in a policy`);
      }
    }
    return known;
  });
}

function isMeant(statement: Statement, { service, action, resource, context }: ServiceRequest) {
  return (
    isPrincipal(statement.Principal, service) &&
    textsOf(statement.Action).some((one) => like(one.toLowerCase(), action.toLowerCase())) &&
    textsOf(statement.Resource).some((one) => like(one, resource)) &&
    Object.entries(recordOf(statement.Condition)).every(([operator, keys]) =>
      Object.entries(recordOf(keys)).every(([key, wanted]) =>
        holds(operator, textsOf(wanted), valueOf(context, key)),
      ),
    )
  );
}

function isPrincipal(principal: unknown, service: string): boolean {
  if (principal === "*") {
    return true;
  }
  const { AWS, Service } = recordOf(principal);
  return textsOf(AWS).includes("*") || textsOf(Service).includes(service);
}

/** The names of condition keys are read without regard to case. */
function valueOf(context: ServiceRequest["context"], key: string): string | undefined {
  const [, value] =
    Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase()) ?? [];
  return value;
}

type Comparison = (wanted: string, found: string) => boolean;

const comparisons: Readonly<Record<string, Comparison>> = {
  StringEquals: (wanted, found) => wanted === found,
  StringEqualsIgnoreCase: (wanted, found) => wanted.toLowerCase() === found.toLowerCase(),
  StringLike: like,
  ArnEquals: arnLike,
  ArnLike: arnLike,
  Bool: (wanted, found) => wanted.toLowerCase() === found.toLowerCase(),
};

const negations: Readonly<Record<string, Comparison>> = {
  StringNotEquals: (wanted, found) => wanted === found,
  StringNotEqualsIgnoreCase: (wanted, found) => wanted.toLowerCase() === found.toLowerCase(),
  StringNotLike: like,
  ArnNotEquals: arnLike,
  ArnNotLike: arnLike,
};

/** One key of a condition: a missing key fails it, unless it is a negation or asks for what exists only. */
function holds(operator: string, wanted: readonly string[], found: string | undefined): boolean {
  if (operator === "Null") {
    return wanted.includes(String(found === undefined));
  }
  const name = operator.replace(/IfExists$/, "");
  const [positive, negative] = [comparisons[name], negations[name]];
  const compare = positive ?? negative;
  if (compare === undefined) {
    throw new Error(`local AWS does not understand the condition operator ${operator} in a policy`);
  }
  if (found === undefined) {
    return operator !== name || negative !== undefined;
  }
  const matched = wanted.some((one) => compare(one, found));
  return positive === undefined ? !matched : matched;
}

/** `*` stands for any characters, `?` for one. */
function like(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s").test(text);
}

/** Each of the six parts of an ARN is compared on its own. */
function arnLike(pattern: string, arn: string): boolean {
  const [wanted, found] = [partsOf(pattern), partsOf(arn)];
  return wanted.length === found.length && wanted.every((part, i) => like(part, found[i] ?? ""));
}

function partsOf(arn: string): string[] {
  const parts = arn.split(":");
  return [...parts.slice(0, 5), ...(parts.length > 5 ? [parts.slice(5).join(":")] : [])];
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as unknown[]) : [value];
}

/** A condition may be written with a Boolean. */
function textsOf(value: unknown): string[] {
  return listOf(value).flatMap((one) =>
    typeof one === "string" ? [one] : typeof one === "boolean" ? [String(one)] : [],
  );
}
