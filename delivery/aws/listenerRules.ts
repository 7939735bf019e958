import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  type ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";

import { targetGroup } from "./elasticLoadBalancing";
import { collect, pagesOf } from "./pages";

/** Where requests for a target group come in. */
export interface FrontDoor {
  /** Name that AWS gives the load balancer. */
  readonly dnsName: string;
  readonly isInternal: boolean;
  /** Host names in the rules of HTTPS listeners that lead to the target group; with wildcards, perhaps. */
  readonly httpsHosts: readonly string[];
}

export interface FrontDoors {
  /** Undefined where no load balancer has the target group. */
  of(targetGroupArn: string): Promise<FrontDoor | undefined>;
}

/** The listeners of load balancers. Throttling is left to the client's own retries. */
export function listenerRulesAdapter(
  client: Pick<ElasticLoadBalancingV2Client, "send">,
): FrontDoors {
  return {
    of: async (targetGroupArn) => {
      const group = await targetGroup(client, targetGroupArn);
      const [LoadBalancerArn] = group?.LoadBalancerArns ?? [];
      if (LoadBalancerArn === undefined) {
        return undefined;
      }
      const [balancers, listeners] = await Promise.all([
        client.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [LoadBalancerArn] })),
        client.send(new DescribeListenersCommand({ LoadBalancerArn })),
      ]);
      const secure = (listeners.Listeners ?? []).filter(({ Protocol }) => Protocol === "HTTPS");
      const hosts = await Promise.all(
        secure.map(({ ListenerArn }) => hostsOf(client, ListenerArn ?? "", targetGroupArn)),
      );
      const [balancer] = balancers.LoadBalancers ?? [];
      return {
        dnsName: balancer?.DNSName ?? "",
        isInternal: balancer?.Scheme === "internal",
        httpsHosts: [...new Set(hosts.flat())].sort(),
      };
    },
  };
}

async function hostsOf(
  client: Pick<ElasticLoadBalancingV2Client, "send">,
  ListenerArn: string,
  targetGroupArn: string,
): Promise<string[]> {
  const pages = pagesOf(
    (Marker) => client.send(new DescribeRulesCommand({ ListenerArn, Marker })),
    (page) => page.NextMarker,
  );
  return (await collect(pages))
    .flatMap(({ Rules = [] }) => Rules)
    .filter(({ Actions = [] }) =>
      Actions.some(
        ({ TargetGroupArn, ForwardConfig }) =>
          TargetGroupArn === targetGroupArn ||
          ForwardConfig?.TargetGroups?.some((one) => one.TargetGroupArn === targetGroupArn),
      ),
    )
    .flatMap(({ Conditions = [] }) =>
      Conditions.flatMap(({ HostHeaderConfig }) => HostHeaderConfig?.Values ?? []),
    );
}
