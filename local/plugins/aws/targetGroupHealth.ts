import { type TargetGroup } from "@aws-sdk/client-elastic-load-balancing-v2";

import { type Properties } from "../resourceEntry";
import { present, record, text } from "./shapes";

/** The provider's defaults inside a health check that is declared in part. */
const healthCheckDefaults = {
  enabled: true,
  healthyThreshold: 3,
  interval: 30,
  port: "traffic-port",
  protocol: "HTTP",
  unhealthyThreshold: 3,
};

/** The API's fields of the declared health check, if one is declared. */
export function healthCheckRequest(inputs: Properties): Properties {
  if (inputs["healthCheck"] === undefined) {
    return {};
  }
  const check: Properties = { ...healthCheckDefaults, ...record(inputs["healthCheck"]) };
  const code = inputs["protocolVersion"] === "GRPC" ? "GrpcCode" : "HttpCode";
  return present({
    HealthCheckEnabled: check["enabled"],
    HealthCheckIntervalSeconds: check["interval"],
    HealthCheckPath: check["path"],
    HealthCheckPort: check["port"],
    HealthCheckProtocol: check["protocol"],
    HealthCheckTimeoutSeconds: check["timeout"],
    HealthyThresholdCount: check["healthyThreshold"],
    UnhealthyThresholdCount: check["unhealthyThreshold"],
    Matcher: text(check["matcher"]) === undefined ? undefined : { [code]: check["matcher"] },
  });
}

/** The health check in the provider's shape. */
export function healthCheckOutputs(found: TargetGroup): Properties {
  // AWS tells these where the check asks for them; the emulator tells them of each.
  const asked = found.HealthCheckProtocol === "TCP" ? {} : found;
  return present({
    enabled: found.HealthCheckEnabled,
    healthyThreshold: found.HealthyThresholdCount,
    interval: found.HealthCheckIntervalSeconds,
    matcher: asked.Matcher?.HttpCode ?? asked.Matcher?.GrpcCode,
    path: asked.HealthCheckPath,
    port: found.HealthCheckPort,
    protocol: found.HealthCheckProtocol,
    timeout: found.HealthCheckTimeoutSeconds,
    unhealthyThreshold: found.UnhealthyThresholdCount,
  });
}
