import { domainPattern, zonePattern } from "../../aws/domain";
import { idleTimeoutSeconds, retentionDays } from "../../aws/limits";
import { certificateArnPattern } from "../../aws/resourceIds";
import { defaultSslPolicy, sslPolicies } from "../../aws/sslPolicies";
import { flag, integerIn, mapping, oneOf, text } from "./fields";

/** The application load balancer of a cluster. HTTP alone when neither certificate nor domain is given. */
export const loadBalancer = mapping({
  internetFacing: flag()
    .default(true)
    .describe("Whether it has public addresses; false: reachable inside the VPC only"),
  certificateArn: text(
    certificateArnPattern,
    "must be the ARN of an ACM certificate (arn:aws:acm:<region>:<account>:certificate/<id>)",
  )
    .exactOptional()
    .describe(
      "Serves HTTPS with this certificate and redirects HTTP to it. Needs `domain`, a name that the certificate is for: none is for the name that AWS gives a load balancer",
    ),
  domain: text(domainPattern, "must be a domain name such as app.example.com")
    .exactOptional()
    .describe(
      "Name of the load balancer in DNS. With `zone` its address record is made, and without `certificateArn` a certificate too, validated by DNS",
    ),
  zone: text(zonePattern, "must be the id (Z…) or the name of a Route 53 hosted zone")
    .exactOptional()
    .describe("Route 53 hosted zone that the domain belongs to, by id or name"),
  sslPolicy: oneOf(sslPolicies)
    .default(defaultSslPolicy)
    .describe("TLS versions and ciphers of the HTTPS listener"),
  idleTimeoutSeconds: integerIn(idleTimeoutSeconds)
    .default(60)
    .describe(
      "Seconds without data after which a connection is closed. The app's own keep-alive must be longer",
    ),
  accessLogs: flag().default(true).describe("Writes each request to a bucket of the stack"),
  accessLogRetentionDays: integerIn({ ...retentionDays, to: 3650 })
    .default(90)
    .describe("Days that access logs are kept"),
  deletionProtection: flag()
    .default(true)
    .describe("AWS refuses to delete the load balancer until this is false"),
});

/** The network load balancer that the TCP apps of a cluster share. */
export const networkLoadBalancer = mapping({
  internetFacing: flag()
    .default(true)
    .describe("Whether it has public addresses; false: reachable inside the VPC only"),
  deletionProtection: flag()
    .default(true)
    .describe("AWS refuses to delete the load balancer until this is false"),
});
