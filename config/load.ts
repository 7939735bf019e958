import * as pulumi from "@pulumi/pulumi";
import { parseStack } from "./parse";
import { type Problem, problemReport } from "./problems";
import { type ProviderSettings, readProvider } from "./provider";
import type { ResolvedConfig } from "./resolve";

/** Everything that the program is told. */
export type SlipwayConfig = Omit<ResolvedConfig, "images" | "buildSecrets"> & {
  readonly project: string;
  readonly stack: string;
  /** Region of all resources. */
  readonly region: string;
  /** The `aws:*` values of the stack, for the explicit provider; `region` is always set. */
  readonly provider: ProviderSettings;
  readonly images: Record<string, LoadedImage>;
};

/** An image to build, with the values of its build secrets. */
export type LoadedImage = Omit<ResolvedConfig["images"][string], "secrets"> & {
  readonly secrets: Record<string, pulumi.Output<string>>;
};

/** Namespace of all keys, whatever a fork calls its project. */
const namespace = "slipway";

/** Keys whose values are secrets; a secret elsewhere would end up readable in the state. */
const secretKeys = new Set(["buildSecrets"]);

/**
 * Reads and checks the configuration of the stack.
 *
 * @throws pulumi.RunError with every problem at once, before any resource exists.
 */
export function loadConfig(): SlipwayConfig {
  const project = pulumi.getProject();
  const stack = pulumi.getStack();
  const all = pulumi.runtime.allConfig();
  const provider = readProvider(all, process.env, isSecret);
  const raw = valuesOf(all);
  const { config, problems } = parseStack(raw, { project, stack, region: provider.region });

  const found: Problem[] = [...provider.problems, ...secretProblems(raw), ...problems];
  if (config === undefined || provider.region === undefined || found.length > 0) {
    throw new pulumi.RunError(problemReport(`Pulumi.${stack}.yaml`, found));
  }
  const { buildSecrets, images, ...rest } = config;
  return {
    ...rest,
    project,
    stack,
    region: provider.region,
    provider: provider.settings,
    images: Object.fromEntries(
      Object.entries(images).map(([key, image]) => [key, withSecrets(image, buildSecrets)]),
    ),
  };
}

/** The `slipway:*` values, by the key after the colon. */
function valuesOf(all: Readonly<Record<string, string>>): Record<string, unknown> {
  const config = new pulumi.Config(namespace);
  return Object.fromEntries(
    Object.keys(all)
      .filter((key) => key.startsWith(`${namespace}:`))
      .map((key) => key.slice(namespace.length + 1))
      .map((key) => [key, parsed(config.get(key))]),
  );
}

/** Structured values, numbers and switches arrive as JSON; anything else is a text. */
function parsed(value: string | undefined): unknown {
  if (value === undefined) {
    return undefined;
  }
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function secretProblems(raw: Readonly<Record<string, unknown>>): Problem[] {
  return Object.keys(raw).flatMap((key) => {
    const secret = isSecret(`${namespace}:${key}`);
    if (secretKeys.has(key)) {
      return secret
        ? []
        : [
            {
              path: [key],
              sentence: "must be a Pulumi secret; set it with pulumi config set --secret --path",
            },
          ];
    }
    return secret
      ? [
          {
            path: [key],
            sentence:
              "holds an encrypted value, which would be readable in the task definition; keep it in Secrets Manager or SSM and name its ARN under secrets",
          },
        ]
      : [];
  });
}

function withSecrets(
  image: ResolvedConfig["images"][string],
  buildSecrets: Readonly<Record<string, string>>,
): LoadedImage {
  const secrets = Object.fromEntries(
    image.secrets.map((name) => [name, pulumi.secret(buildSecrets[name] ?? "")]),
  );
  return { ...image, secrets };
}

/** The SDK has this function but leaves it out of its declarations; nothing public tells the same. */
function isSecret(key: string): boolean {
  const runtime = pulumi.runtime as unknown as { isConfigSecret(key: string): boolean };
  return runtime.isConfigSecret(key);
}
