import { domainProblems } from "../../aws/domain";
import { type Problem, valueAt } from "../problems";
import { type Check, clustersOf } from "./check";

/** Whether each load balancer's name, zone and certificate go together. */
export const checkLoadBalancers: Check = ({ config, raw, region }) => {
  const domains = new Map<string, string>();
  return clustersOf(config).flatMap(({ path, key, cluster }) => {
    const { domain } = cluster.loadBalancer ?? {};
    const place = [...path, "loadBalancer"];
    const given = (name: string) => valueAt(raw, [...place, name]) !== undefined;
    const problems: Problem[] = [];
    const add = (name: string, sentence: string) => {
      problems.push({ path: [...place, name], sentence });
    };

    const said = {
      domain: given("domain"),
      zone: given("zone"),
      certificateArn: given("certificateArn"),
    };
    for (const { key, sentence } of domainProblems(cluster.loadBalancer ?? {}, region, said)) {
      add(key, sentence);
    }
    if (given("sslPolicy") && !given("domain") && !given("certificateArn")) {
      add(
        "sslPolicy",
        "certificateArn required for HTTPS, or domain and zone; else remove the key",
      );
    }
    const other = domain === undefined ? undefined : domains.get(domain);
    if (domain !== undefined && other !== undefined) {
      add("domain", `"${domain}" is the domain of cluster "${other}" too; give each its own`);
    } else if (domain !== undefined) {
      domains.set(domain, key);
    }
    return problems;
  });
};
