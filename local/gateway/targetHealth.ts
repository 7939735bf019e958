import type { Answer } from "./awsError";
import { escapeXml } from "./awsError";
import { query } from "./emulatorCalls";
import type { Gateway } from "./gateway";
import type { Health } from "./health/healthCheck";
import type { Target } from "./health/probe";
import { targetWatch } from "./health/targetWatch";
import type { TargetWatch } from "./health/targetWatch";
import { healthCheckIn, targetsIn } from "./health/xml";

/** The health of load balancer targets, by probing them: the emulator calls every registered target healthy. */
export interface TargetHealth {
  /** The answer to DescribeTargetHealth; `undefined` where the emulator's own (an error) will do. */
  answer(gateway: Gateway, body: string): Promise<Answer | undefined>;
}

export function targetHealth(): TargetHealth {
  const watches = new Map<string, TargetWatch>();
  return {
    answer: async (gateway, body) => {
      const form = new URLSearchParams(body);
      const group = form.get("TargetGroupArn");
      if (group === null) return undefined;
      const described = await query(
        gateway,
        "elasticloadbalancing",
        Object.fromEntries(form.entries()),
      );
      if (!described.includes("DescribeTargetHealthResult")) return undefined;
      let watch = watches.get(group);
      if (watch === undefined) {
        watch = targetWatch(sourceOf(gateway, group), () => watches.delete(group));
        watches.set(group, watch);
      }
      const known = watch;
      const members = await Promise.all(
        targetsIn(described).map(async (target) => memberOf(target, await known.health(target))),
      );
      return {
        status: 200,
        headers: { "content-type": "text/xml" },
        body: `<DescribeTargetHealthResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><DescribeTargetHealthResult><TargetHealthDescriptions>${members.join("")}</TargetHealthDescriptions></DescribeTargetHealthResult><ResponseMetadata><RequestId>0</RequestId></ResponseMetadata></DescribeTargetHealthResponse>`,
      };
    },
  };
}

function sourceOf(gateway: Gateway, group: string) {
  const ask = (action: string, parameters: Readonly<Record<string, string>>): Promise<string> =>
    query(gateway, "elasticloadbalancing", {
      Action: action,
      Version: "2015-12-01",
      ...parameters,
    });
  return {
    check: async () =>
      healthCheckIn(await ask("DescribeTargetGroups", { "TargetGroupArns.member.1": group })),
    targets: async () => targetsIn(await ask("DescribeTargetHealth", { TargetGroupArn: group })),
  };
}

function memberOf(target: Target, health: Health): string {
  const { state, reason, description } = health;
  const why =
    reason === undefined
      ? ""
      : `<Reason>${escapeXml(reason)}</Reason><Description>${escapeXml(description ?? "")}</Description>`;
  return `<member><Target><Id>${escapeXml(target.id)}</Id><Port>${target.port}</Port></Target><HealthCheckPort>${target.port}</HealthCheckPort><TargetHealth><State>${state}</State>${why}</TargetHealth></member>`;
}
