import { type AttributeTable } from "./attributes";

/** Inputs that are attributes of a load balancer, with the real provider's defaults. */
export const loadBalancerAttributes: AttributeTable = {
  clientKeepAlive: { key: "client_keep_alive.seconds", type: "number", fallback: 3600 },
  desyncMitigationMode: {
    key: "routing.http.desync_mitigation_mode",
    type: "string",
    fallback: "defensive",
  },
  dropInvalidHeaderFields: {
    key: "routing.http.drop_invalid_header_fields.enabled",
    type: "boolean",
    fallback: false,
  },
  // Of network load balancers: others have it always, and AWS takes no other value.
  enableCrossZoneLoadBalancing: { key: "load_balancing.cross_zone.enabled", type: "boolean" },
  enableDeletionProtection: {
    key: "deletion_protection.enabled",
    type: "boolean",
    fallback: false,
  },
  enableHttp2: { key: "routing.http2.enabled", type: "boolean", fallback: true },
  enableTlsVersionAndCipherSuiteHeaders: {
    key: "routing.http.x_amzn_tls_version_and_cipher_suite.enabled",
    type: "boolean",
    fallback: false,
  },
  enableWafFailOpen: { key: "waf.fail_open.enabled", type: "boolean", fallback: false },
  enableXffClientPort: {
    key: "routing.http.xff_client_port.enabled",
    type: "boolean",
    fallback: false,
  },
  enableZonalShift: { key: "zonal_shift.config.enabled", type: "boolean", fallback: false },
  idleTimeout: { key: "idle_timeout.timeout_seconds", type: "number", fallback: 60 },
  preserveHostHeader: {
    key: "routing.http.preserve_host_header.enabled",
    type: "boolean",
    fallback: false,
  },
  xffHeaderProcessingMode: {
    key: "routing.http.xff_header_processing.mode",
    type: "string",
    fallback: "append",
  },
};
