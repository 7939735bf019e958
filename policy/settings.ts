import { readFileSync } from "node:fs";
import { join } from "node:path";

import { type Exemption } from "./exemptions";

/** Why the shipped configurations ask less than everything; the documents print it. */
export interface Relaxation {
  readonly rule: string;
  readonly stacks: readonly string[];
  readonly reason: string;
}

export const relaxations: readonly Relaxation[] = [
  {
    rule: "network-nat-per-zone",
    stacks: ["staging"],
    reason: "One NAT gateway for both zones: an hour without a zone is acceptable in staging.",
  },
  {
    rule: "pipeline-asks-before-deploying",
    stacks: ["staging"],
    reason: "Staging deploys what is committed; people approve on the way to production.",
  },
  {
    rule: "pipeline-encrypts-artifacts",
    stacks: ["staging", "prod"],
    reason:
      "Artifacts are copies of commits: names of images, which are no secret. S3 encrypts them with its own keys.",
  },
  {
    rule: "service-deployment-alarms",
    stacks: ["staging", "prod"],
    reason:
      "An alarm needs a threshold that only the app's team knows. Health checks and the circuit breaker guard every deployment.",
  },
];

/** The exemptions in the shipped configurations. */
export const shippedExemptions: readonly (Exemption & { readonly stack: string })[] = [
  "staging",
  "prod",
].flatMap((stack) => {
  const { exemptions } = configurationOf(stack);
  return (exemptions?.list ?? []).map((exemption) => ({ stack, ...exemption }));
});

function configurationOf(stack: string): {
  readonly exemptions?: { readonly list: readonly Exemption[] };
} {
  const text = readFileSync(join(__dirname, `config.${stack}.json`), "utf8");
  return JSON.parse(text) as ReturnType<typeof configurationOf>;
}
