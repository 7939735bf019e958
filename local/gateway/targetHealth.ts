import { type Answer, escapeXml } from "./awsError";
import { type Emulator, query } from "./emulatorCalls";
import { type Health } from "./health/healthCheck";
import { type Target } from "./health/probe";
import { targetWatch, type TargetWatch } from "./health/targetWatch";
import { healthCheckIn, targetsIn } from "./health/xml";

/** The health of load balancer targets, by probing them: the emulator calls every registered target healthy. */
export interface TargetHealth {
  /** The answer to DescribeTargetHealth; `undefined` where the emulator's own (an error) will do. */
  answer(emulator: Emulator, body: string): Promise<Answer | undefined>;
  /** The registered targets of a group with their health. */
  of(emulator: Emulator, group: string): Promise<readonly KnownTarget[]>;
  /** A new target has this address: what was found there says nothing about it. */
  forget(group: string, target: Target): void;
}

/** A target and what is known of it. */
export interface KnownTarget extends Target {
  readonly health: Health;
}

export function targetHealth(): TargetHealth {
  const watches = new Map<string, TargetWatch>();
  const known = async (
    emulator: Emulator,
    group: string,
    described: string,
  ): Promise<readonly KnownTarget[]> => {
    let watch = watches.get(group);
    if (watch === undefined) {
      watch = targetWatch(sourceOf(emulator, group), () => watches.delete(group));
      watches.set(group, watch);
    }
    const found = watch;
    return Promise.all(
      targetsIn(described).map(async (target) => ({
        ...target,
        health: await found.health(target),
      })),
    );
  };
  return {
    answer: async (emulator, body) => {
      const form = new URLSearchParams(body);
      const group = form.get("TargetGroupArn");
      if (group === null) {
        return undefined;
      }
      const described = await query(
        emulator,
        "elasticloadbalancing",
        Object.fromEntries(form.entries()),
      );
      if (!described.includes("DescribeTargetHealthResult")) {
        return undefined;
      }
      const members = (await known(emulator, group, described)).map(memberOf);
      return {
        status: 200,
        headers: { "content-type": "text/xml" },
        body: `<DescribeTargetHealthResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><DescribeTargetHealthResult><TargetHealthDescriptions>${members.join("")}</TargetHealthDescriptions></DescribeTargetHealthResult><ResponseMetadata><RequestId>0</RequestId></ResponseMetadata></DescribeTargetHealthResponse>`,
      };
    },
    of: async (emulator, group) =>
      known(
        emulator,
        group,
        await ask(emulator, "DescribeTargetHealth", { TargetGroupArn: group }),
      ),
    forget: (group, target) => watches.get(group)?.forget(target),
  };
}

function ask(
  emulator: Emulator,
  action: string,
  parameters: Readonly<Record<string, string>>,
): Promise<string> {
  const form = { Action: action, Version: "2015-12-01", ...parameters };
  return query(emulator, "elasticloadbalancing", form);
}

function sourceOf(emulator: Emulator, group: string) {
  return {
    check: async () =>
      healthCheckIn(
        await ask(emulator, "DescribeTargetGroups", { "TargetGroupArns.member.1": group }),
      ),
    targets: async () =>
      targetsIn(await ask(emulator, "DescribeTargetHealth", { TargetGroupArn: group })),
  };
}

function memberOf(target: KnownTarget): string {
  const { state, reason, description } = target.health;
  const why =
    reason === undefined
      ? ""
      : `<Reason>${escapeXml(reason)}</Reason><Description>${escapeXml(description ?? "")}</Description>`;
  return `<member><Target><Id>${escapeXml(target.id)}</Id><Port>${target.port}</Port></Target><HealthCheckPort>${target.port}</HealthCheckPort><TargetHealth><State>${state}</State>${why}</TargetHealth></member>`;
}
