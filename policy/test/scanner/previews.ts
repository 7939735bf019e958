import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { root } from "../../../test/support/stackProgram";
import { type Subject } from "../../rule";
import { emptyOptions } from "../engine";

/** A resource as `pulumi preview --json` shows it. */
export interface ShownResource {
  readonly urn: string;
  readonly type: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly parent?: string;
  readonly protect?: boolean;
  readonly provider?: string;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
}

export interface ShownPreview {
  readonly steps: readonly { readonly newState?: ShownResource }[];
}

/** The account in the files of staging and prod is an example; local AWS has this one. */
const accounts = { example: "123456789012", local: "000000000000" };

/**
 * The first preview of a shipped stack by the real engine, on local AWS, in a backend of its own. The
 * zone of prod's domain must be there, as in any account; it is made when it is not.
 */
export function firstPreviewOf(stack: string): readonly Subject[] {
  requireLocalAws(process.env["AWS_ENDPOINT_URL"]);
  const folder = mkdtempSync(join(tmpdir(), "slipway-preview-"));
  try {
    const file = `Pulumi.${stack}.yaml`;
    const shipped = readFileSync(join(root, file), "utf8");
    copyFileSync(join(root, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
    writeFileSync(join(folder, file), shipped.replaceAll(accounts.example, accounts.local));
    for (const [, zone = ""] of shipped.matchAll(/^\s+zone: (\S+)$/gm)) {
      ensureZone(zone);
    }
    const env = { ...process.env, PULUMI_BACKEND_URL: `file://${folder}` };
    const pulumi = (where: string, ...args: string[]) =>
      run("pulumi", [...args, "--non-interactive"], { cwd: where, env });
    pulumi(folder, "stack", "init", "--no-select", stack);
    const flags = ["--json", "--stack", stack, "--config-file", join(folder, file)];
    return subjectsOf(JSON.parse(pulumi(root, "preview", ...flags)) as ShownPreview);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Making a zone in a real account is nothing that a scan should do. @throws Error for any other endpoint. */
export function requireLocalAws(endpoint: string | undefined): void {
  const host = hostOf(endpoint);
  if (host !== "localhost" && host !== "127.0.0.1") {
    throw new Error(
      `The scan runs on local AWS alone; AWS_ENDPOINT_URL is ${endpoint ?? "not set"}. ` +
        'Run make local, then eval "$(local/env)".',
    );
  }
}

/** The resources of a preview as rules and scanners read them. */
export function subjectsOf({ steps }: ShownPreview): readonly Subject[] {
  const shown = steps.flatMap(({ newState }) => newState ?? []);
  const providers = shown.filter(({ type }) => type.startsWith("pulumi:providers:"));
  return shown.map((resource) => {
    const provider = providers.find(({ urn }) => resource.provider?.startsWith(`${urn}::`));
    return {
      type: resource.type,
      name: resource.urn.split("::").at(-1) ?? "",
      urn: resource.urn,
      props: declared(resource.inputs ?? {}),
      opts: {
        ...emptyOptions,
        protect: resource.protect ?? false,
        ...(resource.parent === undefined ? {} : { parent: resource.parent }),
      },
      dependencies: resource.dependencies ?? [],
      propertyDependencies: Object.fromEntries(
        Object.entries(resource.propertyDependencies ?? {}).map(([key, urns]) => [key, urns ?? []]),
      ),
      ...(provider === undefined ? {} : { provider: { props: provider.inputs ?? {} } }),
    };
  });
}

/** Inputs without what the provider's check has added. */
function declared(inputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(inputs).filter(([key]) => key !== "__defaults" && key !== "tagsAll"),
  );
}

function ensureZone(name: string): void {
  const aws = (...args: string[]) => run("aws", ["route53", ...args, "--output", "json"]);
  const found = JSON.parse(aws("list-hosted-zones-by-name", "--dns-name", name)) as {
    readonly HostedZones: readonly { readonly Name: string }[];
  };
  if (!found.HostedZones.some((zone) => zone.Name === `${name}.`)) {
    aws("create-hosted-zone", "--name", name, "--caller-reference", name);
  }
}

function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): string {
  try {
    return execFileSync(command, args, {
      ...options,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
      stdio: ["ignore", "pipe", "inherit"],
    });
  } catch (error) {
    if (!(error instanceof Error) || !("stdout" in error)) {
      throw error;
    }
    // With --json Pulumi says on stdout, too, what went wrong.
    throw new Error(`${error.message}\n${String(error.stdout)}`, { cause: error });
  }
}

function hostOf(endpoint: string | undefined): string | undefined {
  return endpoint !== undefined && URL.canParse(endpoint) ? new URL(endpoint).hostname : undefined;
}
