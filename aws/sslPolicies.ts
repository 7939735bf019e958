/**
 * Security policies with forward secrecy and TLS 1.2 or later, the list of Security Hub's control
 * ELB.17. Anything weaker is refused.
 */
export const sslPolicies = [
  "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
  "ELBSecurityPolicy-TLS13-1-3-2021-06",
  "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
  "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
  "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
  "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
  "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09",
  "ELBSecurityPolicy-TLS13-1-3-FIPS-PQ-2025-09",
] as const;

/** One of {@link sslPolicies}. */
export type SslPolicy = (typeof sslPolicies)[number];

/** TLS 1.3, and 1.2 for clients that do not have it. */
export const defaultSslPolicy: SslPolicy = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06";
