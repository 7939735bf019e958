import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";

/** What a stack's configuration sets: the names of parameters, by the name of the policy. */
export type Configured = ReadonlyMap<string, readonly string[]>;

type Configure = (typeof AnalyzerService)["configure"];

/**
 * Keeps what the engine hands over of the configuration. The SDK gives each policy its own part, and so no
 * one the parts of policies that do not exist.
 */
export function listenToConfiguration(): () => Configured {
  let configured: Configured = new Map();
  const service = AnalyzerService as { configure: Configure };
  const read = service.configure.requestDeserialize;
  service.configure = {
    ...service.configure,
    requestDeserialize: (bytes) => {
      const request = read(bytes);
      configured = new Map(
        [...request.getPolicyconfigMap().entries()].map(([policy, settings]) => [
          policy,
          Object.keys(settings.getProperties()?.toJavaScript() ?? {}),
        ]),
      );
      return request;
    },
  };
  return () => configured;
}

/** What a configuration sets that nothing reads: a typo, most likely. */
export function misunderstood(
  configured: Configured,
  parameters: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  return [...configured].flatMap(([policy, names]) => {
    // The level of all policies.
    if (policy === "all") {
      return [];
    }
    const known = parameters.get(policy);
    if (known === undefined) {
      return `The configuration names "${policy}", which is no policy of the pack. Change: its name; docs/policies.md has them all.`;
    }
    const legal = known.length === 0 ? "it has none" : `one of ${known.join(", ")}`;
    return names
      .filter((name) => !known.includes(name))
      .map(
        (name) =>
          `The configuration sets "${name}" of ${policy}, which has no such parameter. Change: its name; ${legal}.`,
      );
  });
}
