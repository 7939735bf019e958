import { UsageRefusal } from "./refusal";

/** Where a task of network mode awsvpc gets its address. */
export interface Network {
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  readonly assignPublicIp: "ENABLED" | "DISABLED" | undefined;
}

const example =
  "For example: --network-configuration 'awsvpcConfiguration={subnets=[subnet-1],securityGroups=[sg-1],assignPublicIp=DISABLED}'";

/**
 * Reads JSON, and the shorthand of the AWS command line. Nothing in it is evaluated.
 *
 * @throws UsageRefusal when it is neither.
 */
export function parseNetwork(text: string | undefined): Network | undefined {
  if (text === undefined) {
    return undefined;
  }
  const { subnets, securityGroups, assignPublicIp } = text.trimStart().startsWith("{")
    ? fromJson(text)
    : fromShorthand(text);
  if (subnets.length === 0) {
    throw new UsageRefusal(3, `--network-configuration names no subnets: "${text}".`, example);
  }
  if (
    assignPublicIp !== undefined &&
    assignPublicIp !== "ENABLED" &&
    assignPublicIp !== "DISABLED"
  ) {
    throw new UsageRefusal(
      3,
      `--network-configuration: assignPublicIp must be ENABLED or DISABLED, got "${assignPublicIp}".`,
    );
  }
  return { subnets, securityGroups, assignPublicIp };
}

interface Parts {
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  readonly assignPublicIp: string | undefined;
}

function fromJson(text: string): Parts {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new UsageRefusal(3, `--network-configuration is no JSON: "${text}".`, example);
  }
  const inner = member(parsed, "awsvpcConfiguration");
  return {
    subnets: words(member(inner, "subnets")),
    securityGroups: words(member(inner, "securityGroups")),
    assignPublicIp: words([member(inner, "assignPublicIp")])[0],
  };
}

function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined;
}

function words(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function fromShorthand(text: string): Parts {
  const inner = /^awsvpcConfiguration=\{(.*)\}$/.exec(text.replace(/["'\s]/g, ""))?.[1] ?? "";
  const list = (key: string): string[] => {
    const found = new RegExp(`(?:^|,)${key}=(?:\\[([^\\]]*)\\]|([^,\\]]+))`).exec(inner);
    return (found?.[1] ?? found?.[2] ?? "").split(",").filter((word) => word !== "");
  };
  return {
    subnets: list("subnets"),
    securityGroups: list("securityGroups"),
    assignPublicIp: list("assignPublicIp")[0],
  };
}
