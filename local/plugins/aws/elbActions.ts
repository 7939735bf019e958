import { type Action } from "@aws-sdk/client-elastic-load-balancing-v2";

import { canonical } from "../equivalence";
import { type Equivalence, type Problem, type Properties } from "../resourceEntry";
import { capitalised, present, record, records, text } from "./shapes";

/** What AWS takes for the parts of a redirect that are not said. */
const redirectDefaults = {
  host: "#{host}",
  path: "/#{path}",
  port: "#{port}",
  protocol: "#{protocol}",
  query: "#{query}",
};

/** Actions of a listener or a rule as the API takes them. */
export function actionRequests(actions: unknown): Action[] {
  return records(actions).map((action, index) => {
    const groups = forwardGroups(action);
    const only = groups.length === 1 ? groups[0] : undefined;
    const request = present({
      Type: action["type"],
      Order: action["order"] ?? index + 1,
      // AWS takes both forms side by side if they name the same group; the emulator reads this one.
      TargetGroupArn: action["targetGroupArn"] ?? only?.["arn"],
      ForwardConfig: forwardRequest(action),
      RedirectConfig: isDeclared(action, "redirect")
        ? capitalised({ ...redirectDefaults, ...record(action["redirect"]) })
        : undefined,
      FixedResponseConfig: isDeclared(action, "fixedResponse")
        ? capitalised(action["fixedResponse"])
        : undefined,
    });
    return request as unknown as Action;
  });
}

/**
 * Actions in the provider's shape. A forward to one group has two forms that AWS answers alike: the declared
 * one is kept.
 */
export function actionOutputs(
  actions: readonly Action[] | undefined,
  known: unknown,
): Properties[] {
  const declared = records(known);
  return (actions ?? []).map((action, index) => {
    const several = (action.ForwardConfig?.TargetGroups ?? []).length > 1;
    const inBlock = several || isDeclared(declared[index] ?? {}, "forward");
    return present({
      type: action.Type,
      order: action.Order ?? index + 1,
      ...(inBlock
        ? { forward: forwardOutputs(action, record(declared[index]?.["forward"])) }
        : { targetGroupArn: action.TargetGroupArn }),
      redirect: action.RedirectConfig
        ? present({
            host: action.RedirectConfig.Host,
            path: action.RedirectConfig.Path,
            port: action.RedirectConfig.Port,
            protocol: action.RedirectConfig.Protocol,
            query: action.RedirectConfig.Query,
            statusCode: action.RedirectConfig.StatusCode,
          })
        : undefined,
      fixedResponse: action.FixedResponseConfig
        ? present({
            contentType: action.FixedResponseConfig.ContentType,
            messageBody: action.FixedResponseConfig.MessageBody,
            statusCode: action.FixedResponseConfig.StatusCode,
          })
        : undefined,
    });
  });
}

/** Actions mean the same when their requests do. */
export const sameActions: Equivalence = (existing, wanted) =>
  canonical(actionRequests(existing)) === canonical(actionRequests(wanted));

/** What the local AWS cannot do with an action. */
export function actionProblems(property: string, actions: unknown): Problem[] {
  const served = ["fixed-response", "forward", "redirect"];
  return records(actions).flatMap((action, index): Problem[] => {
    const type = text(action["type"]);
    if (type !== undefined && !served.includes(type)) {
      const reason = `is "${type}", but the local AWS serves only ${served.join(", ")}`;
      return [{ property: `${property}[${index}].type`, reason }];
    }
    return [];
  });
}

function forwardGroups(action: Properties): Properties[] {
  return records(record(action["forward"])["targetGroups"]);
}

function forwardRequest(action: Properties): Properties | undefined {
  const groups = forwardGroups(action);
  if (groups.length === 0) {
    return undefined;
  }
  const stickiness = record(record(action["forward"])["stickiness"]);
  return present({
    TargetGroups: groups.map(({ arn, weight }) => ({ TargetGroupArn: arn, Weight: weight ?? 1 })),
    TargetGroupStickinessConfig:
      "duration" in stickiness
        ? { DurationSeconds: stickiness["duration"], Enabled: stickiness["enabled"] ?? false }
        : undefined,
  });
}

/** Of one group the emulator gives back the group alone: its weight, as all stickiness, is what was declared. */
function forwardOutputs(action: Action, declared: Properties): Properties {
  const groups = action.ForwardConfig?.TargetGroups ?? [];
  if (groups.length > 1) {
    const targetGroups = groups.map(({ TargetGroupArn, Weight }) => ({
      arn: TargetGroupArn,
      weight: Weight ?? 1,
    }));
    return present({ ...declared, targetGroups });
  }
  const arn = groups[0]?.TargetGroupArn ?? action.TargetGroupArn;
  const weight = records(declared["targetGroups"])[0]?.["weight"] ?? 1;
  return present({ ...declared, targetGroups: [{ arn, weight }] });
}

function isDeclared(action: Properties, block: string): boolean {
  return Object.keys(record(action[block])).length > 0;
}
