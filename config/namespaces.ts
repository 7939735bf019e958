import { type Problem } from "./problems";
import { nearest } from "./suggest";

/** Namespaces that the program reads, and those of Pulumi and of the other providers it uses. */
const known = ["slipway", "aws", "buildSecrets", "pulumi", "awsx", "docker", "docker-build"];

/**
 * Keys that look like ours but stand in another namespace, where nobody reads them. A namespace
 * that is like none of ours may belong to what a fork adds.
 */
export function namespaceProblems(keys: readonly string[], project: string): Problem[] {
  return keys.flatMap((key) => {
    const namespace = key.slice(0, key.indexOf(":"));
    // Pulumi puts a key without a namespace into that of the project.
    const meant = namespace === project ? "slipway" : nearest(namespace, known);
    if (known.includes(namespace) || meant === undefined) {
      return [];
    }
    const name = key.slice(namespace.length + 1);
    return [
      {
        path: [key],
        sentence: `unknown namespace "${namespace}"; did you mean "${meant}:${name}"?`,
      },
    ];
  });
}
