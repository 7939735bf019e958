import * as sdk from "@pulumi/policy";
import { type ResourceValidationArgs, type StackValidationArgs } from "@pulumi/policy";

import { rules as allRules } from "../pack";
import { policiesOf } from "../policies";
import { type Rule, type Subject } from "../rule";

/** The SDK's own wrapper, which throws when an unknown value is read; its type is not published. */
const { unknownCheckingProxy } = sdk as unknown as {
  readonly unknownCheckingProxy: (props: object) => Record<string, unknown>;
};

/** What the engine puts in the place of a value that is not known yet. */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const emptyOptions: Subject["opts"] = {
  protect: false,
  ignoreChanges: [],
  aliases: [],
  customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
  additionalSecretOutputs: [],
};

/** A configuration file of the pack, as `--policy-pack-config` takes it. */
export type PackConfig = Readonly<Record<string, string | Readonly<Record<string, unknown>>>>;

export interface Violation {
  readonly policy: string;
  readonly level: string;
  readonly message: string;
  readonly urn: string;
}

export interface Settings {
  readonly rules?: readonly Rule[];
  /** `YYYY-MM-DD` */
  readonly today?: string;
  readonly config?: PackConfig;
  /** What the provider adds to the inputs of every resource by the end. @default - nothing */
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** Plays the engine: each resource in turn, then the stack. */
export function preview(
  nodes: readonly Subject[],
  { rules = allRules, today = "2026-01-15", config = {}, outputs = {} }: Settings = {},
): readonly Violation[] {
  const found: Violation[] = [];
  const clock = () => new Date(`${today}T12:00:00Z`);
  const policies = policiesOf(rules, clock, () => configuredBy(config)).flatMap((policy) => {
    const { level, properties } = settingsOf(config, policy.name, policy.enforcementLevel);
    const reporter = (urn: string) => (message: string, about?: string) => {
      found.push({ policy: policy.name, level, message, urn: about ?? urn });
    };
    return level === "disabled" ? [] : [{ policy, reporter, getConfig: () => properties }];
  });
  const resources = [rootOf(nodes), ...nodes].map((subject) => ({
    ...subject,
    props: unknownCheckingProxy({ ...subject.props }),
  }));
  for (const resource of resources) {
    for (const { policy, reporter, getConfig } of policies) {
      if ("validateResource" in policy) {
        const args = { ...resource, getConfig } as unknown as ResourceValidationArgs;
        for (const validate of [policy.validateResource ?? []].flat()) {
          void validate(args, reporter(resource.urn));
        }
      }
    }
  }
  const linked = link(
    nodes.map((subject) => ({
      ...subject,
      props: unknownCheckingProxy({ ...subject.props, ...outputs, ...subject.outputs }),
    })),
  );
  for (const { policy, reporter, getConfig } of policies) {
    if ("validateStack" in policy) {
      const args = { resources: linked, getConfig } as unknown as StackValidationArgs;
      void policy.validateStack(args, reporter(""));
    }
  }
  return found;
}

function settingsOf(config: PackConfig, name: string, declared = "mandatory") {
  const own = config[name] ?? {};
  const { enforcementLevel, ...properties } =
    typeof own === "string" ? { enforcementLevel: own } : own;
  const general = config["all"];
  const level = enforcementLevel ?? (typeof general === "string" ? general : declared);
  return { level: level as string, properties };
}

/** What the engine hands over of a configuration, also of policies that the pack does not have. */
function configuredBy(config: PackConfig): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.keys(config).map((name) => [name, Object.keys(settingsOf(config, name).properties)]),
  );
}

/** The stack's own resource, which the engine registers before all others. */
function rootOf(nodes: readonly Subject[]): Subject {
  const [, , stack = "test", project = "slipway"] = nodes[0]?.urn.split(":") ?? [];
  return {
    type: "pulumi:pulumi:Stack",
    name: `${project}-${stack}`,
    urn: `urn:pulumi:${stack}::${project}::pulumi:pulumi:Stack::${project}-${stack}`,
    props: {},
    opts: emptyOptions,
    dependencies: [],
    propertyDependencies: {},
  };
}

/** References as the engine hands them over at the end: resources in the place of URNs. */
function link(resources: readonly Subject[]) {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const present = (urns: readonly string[]) => urns.flatMap((urn) => byUrn.get(urn) ?? []);
  return resources.map((resource) => ({
    ...resource,
    dependencies: present(resource.dependencies),
    propertyDependencies: Object.fromEntries(
      Object.entries(resource.propertyDependencies).map(([property, urns]) => [
        property,
        present(urns),
      ]),
    ),
  }));
}
