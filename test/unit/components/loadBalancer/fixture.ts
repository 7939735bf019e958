import {
  LoadBalancer,
  type LoadBalancerArgs,
} from "../../../../components/loadBalancer/loadBalancer";
import { type LoadBalancerSettings } from "../../../../components/loadBalancer/loadBalancerSettings";
import { type Graph, graphOf, valueOf } from "../../../support/graph";
import { account, network } from "../cluster/fixtures";

/** A certificate that someone else made. */
export const certificateArn = "arn:aws:acm:eu-west-1:000000000000:certificate/one";

export async function balancerOf(
  settings: LoadBalancerSettings = {},
  args: Partial<Omit<LoadBalancerArgs, "settings">> = {},
): Promise<{ graph: Graph; url: string | undefined; balancer: LoadBalancer | undefined }> {
  let balancer: LoadBalancer | undefined;
  const graph = await graphOf(() => {
    balancer = new LoadBalancer("main", {
      stack: "staging",
      cluster: "main",
      account,
      network: network(),
      routes: {},
      settings,
      ...(settings.zone !== undefined && { zoneId: "Z0ZONE" }),
      ...args,
    });
  });
  return { graph, balancer, url: balancer && (await valueOf(balancer.url)) };
}
