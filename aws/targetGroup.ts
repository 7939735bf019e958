import { type Range } from "./limits";

/** What a target group of a load balancer may be told: ELBv2 API, TargetGroupAttribute. */

export const slowStartSeconds: Range = { from: 30, to: 900 };
export const stickinessSeconds: Range = { from: 1, to: 604_800 };

/** A cookie of the app's own; AWS keeps the names of its own for itself. */
export const stickyCookie = /^(?!AWSALB)[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}$/;
