import { type Problem } from "../problems";
import { appsOf, type Check, clustersOf } from "./check";

/** Whether the certificate and the record that the stack makes are for every host of its apps. */
export const checkHosts: Check = ({ config }) =>
  clustersOf(config).flatMap((placed) => {
    const { domain, zone, certificateArn } = placed.cluster.loadBalancer ?? {};
    if (domain === undefined || zone === undefined || certificateArn !== undefined) {
      return [];
    }
    return appsOf(placed).flatMap(({ path, app }): Problem[] =>
      "route" in app
        ? (app.route?.hosts ?? []).flatMap((host, index) =>
            matches(host, domain)
              ? []
              : [
                  {
                    path: [...path, "route", "hosts", index],
                    sentence: `has neither certificate nor record: the stack makes both for the domain "${domain}" alone; give a certificateArn that covers all hosts, and make the records of the others (got "${host}")`,
                  },
                ],
          )
        : [],
    );
  });

/** Whether requests for a name match a host of a rule, in which `*` and `?` are wildcards. */
function matches(host: string, name: string): boolean {
  const pattern = host.replace(/[.*?]/g, (sign) =>
    sign === "." ? "\\." : `[^]${sign === "*" ? "*" : ""}`,
  );
  return new RegExp(`^${pattern}$`, "i").test(name);
}
