import { gotText, type Problem, valueAt } from "../problems";
import { type Check, clustersOf } from "./check";

/** Whether each load balancer's name, zone and certificate go together. */
export const checkLoadBalancers: Check = ({ config, raw, region }) => {
  const domains = new Map<string, string>();
  return clustersOf(config).flatMap(({ path, key, cluster }) => {
    const { domain, zone, certificateArn } = cluster.loadBalancer ?? {};
    const place = [...path, "loadBalancer"];
    const given = (name: string) => valueAt(raw, [...place, name]) !== undefined;
    const problems: Problem[] = [];
    const add = (name: string, sentence: string) => {
      problems.push({ path: [...place, name], sentence });
    };

    if (domain !== undefined && !given("certificateArn") && !given("zone")) {
      add(
        "domain",
        `certificateArn required for HTTPS, or zone, in which a certificate for "${domain}" can be validated`,
      );
    }
    if (certificateArn !== undefined && !given("domain")) {
      add(
        "domain",
        "required with certificateArn: no certificate is for the name that AWS gives the load balancer; add a name that the certificate is for",
      );
    }
    if (zone !== undefined && !given("domain")) {
      add("zone", "has no meaning without domain; add the domain, or remove the zone");
    }
    if (given("sslPolicy") && !given("domain") && !given("certificateArn")) {
      add(
        "sslPolicy",
        "certificateArn required for HTTPS, or domain and zone; else remove the key",
      );
    }
    if (domain !== undefined && zone?.includes(".") === true && !within(domain, zone)) {
      add("domain", `is not in the zone "${zone}"${gotText(place, domain)}`);
    }
    const certificateRegion = certificateArn?.split(":")[3];
    if (region !== undefined && certificateRegion !== undefined && certificateRegion !== region) {
      add(
        "certificateArn",
        `must be a certificate of ${region}, the region of the load balancer${gotText(place, certificateArn)}`,
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

function within(domain: string, zone: string): boolean {
  const name = zone.replace(/\.$/, "");
  return domain === name || domain.endsWith(`.${name}`);
}
