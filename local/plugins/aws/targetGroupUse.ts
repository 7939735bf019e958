import {
  type Action,
  type ElasticLoadBalancingV2,
} from "@aws-sdk/client-elastic-load-balancing-v2";

import { type Clients } from "../clients";

/** Refuses as AWS does while a listener or a rule forwards to the target group; the emulator would delete it. */
export async function refuseWhileInUse(clients: Clients, targetGroupArn: string): Promise<void> {
  const elbv2 = await clients.elbv2();
  const used = (await allActions(elbv2)).some((action) => forwardsTo(action, targetGroupArn));
  if (!used) {
    return;
  }
  const refusal = `Target group '${targetGroupArn}' is currently in use by a listener or a rule`;
  throw Object.assign(new Error(refusal), { name: "ResourceInUseException" });
}

async function allActions(elbv2: ElasticLoadBalancingV2): Promise<Action[]> {
  const { LoadBalancers = [] } = await elbv2.describeLoadBalancers({});
  const listeners = await Promise.all(
    LoadBalancers.flatMap(({ LoadBalancerArn }) =>
      LoadBalancerArn === undefined ? [] : [elbv2.describeListeners({ LoadBalancerArn })],
    ),
  );
  const found = listeners.flatMap(({ Listeners = [] }) => Listeners);
  const rules = await Promise.all(
    found.flatMap(({ ListenerArn }) =>
      ListenerArn === undefined ? [] : [elbv2.describeRules({ ListenerArn })],
    ),
  );
  return [
    ...found.flatMap(({ DefaultActions = [] }) => DefaultActions),
    ...rules.flatMap(({ Rules = [] }) => Rules).flatMap(({ Actions = [] }) => Actions),
  ];
}

function forwardsTo(action: Action, arn: string): boolean {
  const group = ({ TargetGroupArn }: { TargetGroupArn?: string | undefined }): boolean =>
    TargetGroupArn === arn;
  return group(action) || (action.ForwardConfig?.TargetGroups ?? []).some(group);
}
