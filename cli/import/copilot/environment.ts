import { type Fields, filled, given } from "../fields";
import { type Reader } from "../reader";

/** What an environment's manifest says of the stack. */
export interface EnvironmentFields {
  readonly network: Fields;
  readonly loadBalancer: Fields;
  readonly cluster: Fields;
}

/**
 * https://aws.github.io/copilot-cli/docs/manifest/environment/
 *
 * @param isWeb whether there is a web app, and so a load balancer.
 */
export function environment(reader: Reader, isWeb: boolean): EnvironmentFields {
  const vpc = reader.at("network", "vpc");
  const http = reader.at("http", "public");
  const insights = reader.at("observability", "container_insights").flag();
  reader.at("name").text();
  reader.at("type").text();
  return {
    network: network(vpc),
    loadBalancer: isWeb
      ? given({
          certificateArn: http.at("certificates").items()[0]?.text(),
          sslPolicy: http.at("ssl_policy").text(),
          accessLogs: http.at("access_logs").flag(),
        })
      : {},
    cluster: given({
      containerInsights: insights === undefined ? undefined : insights ? "enabled" : "disabled",
    }),
  };
}

function network(vpc: Reader): Fields {
  const flowLogs = vpc.at("flow_logs").flag();
  const id = vpc.at("id").text();
  if (id === undefined) {
    return given({ cidr: vpc.at("cidr").text(), flowLogs });
  }
  const ids = (kind: string) =>
    vpc
      .at("subnets", kind)
      .items()
      .flatMap((subnet) => subnet.at("id").text() ?? []);
  const [publicIds, privateIds] = [ids("public"), ids("private")];
  return given({
    vpc: id,
    subnets: filled(given({ public: filled(publicIds), private: filled(privateIds) })),
  });
}

/**
 * Where the tasks of a stack run. Copilot places each service; a stack of Slipway places all of its tasks alike, in
 * private subnets as soon as one of them wants that.
 *
 * @param placements one of each app; Copilot's default is public.
 * @param isNew whether the stack makes its VPC.
 */
export function placement(placements: readonly Reader[], isNew: boolean): Fields {
  const named = placements.map((reader) => ({
    reader,
    where: reader.read((text) => (text === "public" || text === "private" ? text : undefined)),
  }));
  const inPrivate = named.filter(({ where }) => where === "private");
  if (inPrivate.length === 0) {
    return { publicAddresses: true, ...(isNew ? { natGateways: 0 } : {}) };
  }
  if (inPrivate.length < named.length) {
    inPrivate.forEach(({ reader }) => {
      reader.remark("All tasks of the stack now run in private subnets, as this app's do.");
    });
  }
  return {};
}
