/** The address by which one function reaches the gateway; it says who calls. */
const functionPrefix = "/_slipway/functions/";

const variable = "AWS_ENDPOINT_URL";
const functionsPath = "/2015-03-31/functions";

export function functionEndpoint(origin: string, name: string): string {
  return `${origin}${functionPrefix}${encodeURIComponent(name)}`;
}

/** The function that an address names, and what it asks for behind that. */
export function functionRequest(url: string): { name: string; url: string } | undefined {
  const [, name, rest = ""] = /^\/_slipway\/functions\/([^/?]+)(.*)$/s.exec(url) ?? [];
  if (name === undefined) {
    return undefined;
  }
  return { name: decodeURIComponent(name), url: rest.startsWith("/") ? rest : `/${rest}` };
}

/** Whether a call of Lambda is about functions and what they are, not a call of one. */
export function managesFunctions(url: string): boolean {
  const [path = ""] = url.split("?");
  return path.startsWith(functionsPath) && !/\/[a-z-]*invocations$/.test(path);
}

/**
 * Gives a function that is made or changed the address of the gateway: by itself the emulator would have its
 * calls come past it. A function that has an address of its own keeps it.
 */
export function withEndpoint(method: string, url: string, body: string, origin: string): string {
  const [path = ""] = url.split("?");
  const creates = method === "POST" && /^\/2015-03-31\/functions\/?$/.test(path);
  const [, changed] = /^\/2015-03-31\/functions\/([^/]+)\/configuration$/.exec(path) ?? [];
  if (!creates && (method !== "PUT" || changed === undefined)) {
    return body;
  }
  const input = JSON.parse(body) as Input;
  // A change that says nothing about the environment leaves it as it is.
  if (!creates && input.Environment === undefined) {
    return body;
  }
  const name = nameOf(changed === undefined ? (input.FunctionName ?? "") : changed);
  const Variables = { [variable]: functionEndpoint(origin, name), ...input.Environment?.Variables };
  return JSON.stringify({ ...input, Environment: { ...input.Environment, Variables } });
}

/** Takes that address out of what Lambda answers: clients read what they wrote. */
export function withoutEndpoint(body: string, origin: string): string {
  const prefix = functionEndpoint(origin, "");
  if (!body.includes(prefix)) {
    return body;
  }
  return JSON.stringify(JSON.parse(body), (key, value: unknown) => {
    if (key !== "Environment" || typeof value !== "object" || value === null) {
      return value;
    }
    const environment = value as NonNullable<Input["Environment"]>;
    const kept = Object.entries(environment.Variables ?? {}).filter(
      ([name, text]) => name !== variable || !text.startsWith(prefix),
    );
    // AWS leaves out what a function does not have.
    return kept.length === 0 ? undefined : { ...environment, Variables: Object.fromEntries(kept) };
  });
}

interface Input {
  readonly FunctionName?: string;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
}

/** Lambda takes a name, an ARN, or a part of one. */
function nameOf(reference: string): string {
  const text = decodeURIComponent(reference);
  return /(?:^|:)function:([^:]+)/.exec(text)?.[1] ?? text.split(":")[0] ?? text;
}
