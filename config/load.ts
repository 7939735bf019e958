import * as pulumi from "@pulumi/pulumi";

import { fileProblems } from "./files";
import { namespaceProblems } from "./namespaces";
import { parseStack } from "./parse";
import { type Problem, problemReport } from "./problems";
import { type ProviderSettings, readProvider } from "./provider";
import { type ResolvedConfig } from "./resolve";

/** Everything that the program is told. */
export type SlipwayConfig = Omit<ResolvedConfig, "images"> & {
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

/** Namespace of the build secrets: a key for each, as Pulumi tells secrets by whole keys only. */
const secretNamespace = "buildSecrets";

/**
 * Reads and checks the configuration of the stack.
 *
 * @param root folder that the build contexts are relative to: that of Pulumi.yaml.
 *
 * @throws pulumi.RunError with every problem at once, before any resource exists.
 */
export function loadConfig(root: string = process.cwd()): SlipwayConfig {
  const project = pulumi.getProject();
  const stack = pulumi.getStack();
  const all = pulumi.runtime.allConfig();
  const { region, settings, problems: providerProblems } = readProvider(all, process.env, isSecret);
  const raw = Object.fromEntries(keysOf(all, namespace).map((key) => [key, valueOf(key)]));
  const buildSecrets = keysOf(all, secretNamespace);
  const { config, valid, problems } = parseStack(raw, { buildSecrets, project, region, stack });

  const found: Problem[] = [
    ...namespaceProblems(Object.keys(all), project),
    ...providerProblems,
    ...problems,
    ...fileProblems(valid.images, root),
    ...encryptedKeys(Object.keys(raw)),
    ...readableSecrets(buildSecrets),
  ];
  if (config === undefined || region === undefined || found.length > 0) {
    throw new pulumi.RunError(problemReport(`Pulumi.${stack}.yaml`, found));
  }
  const images = Object.entries(config.images).map(([key, image]) => [key, withSecrets(image)]);
  return {
    ...config,
    project,
    stack,
    region,
    provider: settings,
    images: Object.fromEntries(images) as Record<string, LoadedImage>,
  };
}

/** The keys of a namespace, without it. */
function keysOf(all: Readonly<Record<string, string>>, name: string): string[] {
  return Object.keys(all)
    .filter((key) => key.startsWith(`${name}:`))
    .map((key) => key.slice(name.length + 1));
}

/** Mappings, lists, numbers and switches arrive as JSON; anything else is a text. */
function valueOf(key: string): unknown {
  const value = new pulumi.Config(namespace).get(key);
  try {
    return JSON.parse(value ?? "") as unknown;
  } catch {
    return value;
  }
}

function encryptedKeys(keys: readonly string[]): Problem[] {
  return keys
    .filter((key) => isSecret(`${namespace}:${key}`))
    .map((key) => ({
      path: [key],
      sentence:
        "is encrypted, but its values are readable in AWS; keep secrets in Secrets Manager or SSM and give their ARNs under secrets",
    }));
}

function readableSecrets(names: readonly string[]): Problem[] {
  return names
    .filter((name) => !isSecret(`${secretNamespace}:${name}`))
    .map((name) => ({
      path: [`${secretNamespace}:${name}`],
      sentence: `must be a Pulumi secret; set it again with pulumi config set --secret ${secretNamespace}:${name}`,
    }));
}

function withSecrets(image: ResolvedConfig["images"][string]): LoadedImage {
  const config = new pulumi.Config(secretNamespace);
  const secrets = image.secrets.map((name) => [name, config.requireSecret(name)] as const);
  return { ...image, secrets: Object.fromEntries(secrets) };
}

/** The SDK has this function but leaves it out of its declarations; nothing public tells the same. */
function isSecret(key: string): boolean {
  const runtime = pulumi.runtime as unknown as { isConfigSecret(key: string): boolean };
  return runtime.isConfigSecret(key);
}
