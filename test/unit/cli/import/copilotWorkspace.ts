import {
  convert,
  type Conversion,
  type ConvertOptions,
} from "../../../../cli/import/copilot/convert";
import { type Workspace } from "../../../../cli/import/copilot/workspace";
import { parseSource } from "../../../../cli/import/yamlSource";

/** A workspace from the texts of its manifests, by their folders. */
export function workspace(
  apps: Readonly<Record<string, string>>,
  environments: Readonly<Record<string, string>> = {},
): Workspace {
  const manifests = (texts: Readonly<Record<string, string>>, parent: string) =>
    Object.entries(texts).map(([folder, text]) => ({
      folder,
      source: parseSource(`${parent}/${folder}/manifest.yml`, text),
    }));
  return {
    application: "shop",
    root: "/shop",
    apps: manifests(apps, "copilot"),
    environments: manifests(environments, "copilot/environments"),
    others: [],
    errors: [],
  };
}

/** Converts it, in eu-west-1 and with an account, unless told otherwise. */
export function converted(found: Workspace, options: Partial<ConvertOptions> = {}): Conversion {
  return convert(found, {
    region: "eu-west-1",
    account: "123456789012",
    environment: undefined,
    workspacePath: ".",
    env: {},
    ...options,
  });
}

/** The only app of the only stack. */
export function onlyApp(manifest: string, options: Partial<ConvertOptions> = {}) {
  const { stacks, remarks } = converted(workspace({ web: manifest }), options);
  const clusters = (stacks[0]?.config["slipway:clusters"] ?? {}) as Readonly<
    Record<string, { readonly apps: Readonly<Record<string, Readonly<Record<string, unknown>>>> }>
  >;
  const [app] = Object.values(clusters).flatMap(({ apps }) => Object.values(apps));
  return {
    app: app ?? {},
    config: stacks[0]?.config ?? {},
    remarks: remarks.map(({ place, value, advice }) => ({
      key: place.path.join("."),
      value,
      advice,
    })),
  };
}
