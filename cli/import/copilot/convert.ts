import { UserError } from "../../userError";
import { Ledger, Reader, type Interpolate, type Remark } from "../reader";
import { type ImportedStack } from "../stackFile";
import { type Source } from "../yamlSource";
import { adviceFor } from "./advice";
import { app } from "./app";
import { type Context } from "./context";
import { environment } from "./environment";
import { environmentsOf, manifestOf } from "./merge";
import { stack } from "./stack";
import { type Workspace } from "./workspace";

/** What the workspace does not say. */
export interface ConvertOptions {
  readonly region: string;
  readonly account: string | undefined;
  /** One environment alone. */
  readonly environment: string | undefined;
  /** From the folder of Pulumi.yaml to the workspace. */
  readonly workspacePath: string;
  /** Variables of the shell, which Copilot reads too. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Conversion {
  readonly stacks: readonly ImportedStack[];
  readonly remarks: readonly Remark[];
}

/** Where no environment is named anywhere. */
const onlyEnvironment = "staging";

/**
 * Every environment of a workspace as a stack. Each value of the manifests is in a stack or among the remarks, but for
 * those that every environment overrides.
 */
export function convert(workspace: Workspace, options: ConvertOptions): Conversion {
  const ledger = new Ledger();
  const effective = new Set<Source>();
  const found = namesIn(workspace);
  const names = found.length === 0 ? [onlyEnvironment] : found;
  const wanted = options.environment === undefined ? names : [options.environment];
  refuseUnknown(wanted, found);
  const stacks = wanted.map((name, index): ImportedStack => {
    const context: Context = {
      application: workspace.application,
      environment: name,
      region: options.region,
      account: options.account,
      workspace: options.workspacePath,
      ledger,
    };
    const interpolate = interpolation(context, options.env);
    const reader = (source: Source | undefined) => new Reader(source, ledger, interpolate);
    const apps = workspace.apps.flatMap(({ folder, source }) => {
      const manifest = manifestOf(source, name);
      effective.add(manifest);
      return app(reader(manifest), folder, context) ?? [];
    });
    const own = workspace.environments.find(({ folder }) => folder === name)?.source;
    if (own !== undefined) {
      effective.add(own);
    }
    const isWeb = apps.some(({ fields }) => fields["kind"] === "web");
    const made = stack(apps, environment(reader(own), isWeb), context, index === 0);
    const [first = name] = wanted;
    const comments = [`Environment ${name} of Copilot's application ${workspace.application}.`];
    if (first !== name) {
      comments.push(
        `Stack ${first} makes the repository: in one account and region this one comes up after it.`,
      );
    }
    return { name, ...made, comments };
  });
  effective.forEach((source) => {
    ledger.remarkUnused(source, adviceFor);
  });
  return { stacks, remarks: ledger.remarks };
}

/** Where the workspace names environments, another one is a slip of the keys. */
function refuseUnknown(wanted: readonly string[], names: readonly string[]): void {
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined && names.length > 0) {
    throw new UserError(
      `The workspace has no environment "${unknown}"; it has ${names.join(", ")}.`,
      { hint: "Name one of them, or leave --environment away to get all." },
    );
  }
}

/** Environments with a manifest, then those that only apps name. */
function namesIn({ apps, environments }: Workspace): string[] {
  return [
    ...new Set([
      ...environments.map(({ folder }) => folder),
      ...apps.flatMap(({ source }) => environmentsOf(source)),
    ]),
  ];
}

/** Copilot's own variables, then the shell's; `\${NAME}` stays as `${NAME}`. */
function interpolation(
  { application, environment, ledger }: Context,
  env: ConvertOptions["env"],
): Interpolate {
  const own: Readonly<Record<string, string>> = {
    COPILOT_APPLICATION_NAME: application,
    COPILOT_ENVIRONMENT_NAME: environment,
  };
  return (text, source) =>
    text.replace(/(\\?)\$\{([A-Za-z_]\w*)\}/g, (whole, escape: string, name: string) => {
      if (escape !== "") {
        return whole.slice(1);
      }
      const value = own[name] ?? env[name];
      if (value === undefined) {
        ledger.remark(
          source,
          `Copilot took ${name} from the shell: set it and import again, or write its value.`,
        );
      }
      return value ?? whole;
    });
}
