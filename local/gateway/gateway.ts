import { dirname, join } from "node:path";
import { exclusionFilters } from "./exclusionFilters";
import type { ExclusionFilters } from "./exclusionFilters";
import { faults } from "./faults";
import type { Faults } from "./faults";
import { callLog } from "./recorded";
import type { CallLog } from "./recorded";
import { loadBalancersToLocal } from "./rewriteLoadBalancers";
import type { RegistryAddress } from "./rewriteImages";
import type { GatewayOptions } from "./options";
import { targetHealth } from "./targetHealth";
import type { TargetHealth } from "./targetHealth";
import { upstream } from "./upstream";
import type { Upstream } from "./upstream";
import { requestValidator } from "./validate/requestValidator";
import type { RequestValidator } from "./validate/requestValidator";

/** What the parts of the gateway share. */
export interface Gateway {
  readonly options: GatewayOptions;
  readonly upstream: Upstream;
  readonly registry: RegistryAddress;
  readonly calls: CallLog;
  readonly faults: Faults;
  readonly exclusions: ExclusionFilters;
  readonly validator: RequestValidator;
  readonly targetHealth: TargetHealth;
  /** Gives load balancer names in a text the form that this machine resolves. */
  readonly toLocal: (text: string) => string;
}

export function gateway(options: GatewayOptions): Gateway {
  return {
    options,
    upstream: upstream(options.emulatorPort),
    registry: {
      local: `localhost:${options.port}`,
      aws: `${options.account}.dkr.ecr.${options.region}.amazonaws.com`,
    },
    calls: callLog(options.calls),
    faults: faults(),
    exclusions: exclusionFilters(join(dirname(options.calls), "exclusions.json")),
    validator: requestValidator(options.models),
    targetHealth: targetHealth(),
    toLocal: (text) => loadBalancersToLocal(text, options.port),
  };
}
