import { type LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { connect } from "node:tls";

import { type FrontDoor } from "../../delivery/aws/listenerRules";
import { mapConcurrent } from "../../delivery/mapConcurrent";
import { counted } from "../words";
import { CannotLook, failed, ok, unchecked, type Finding } from "./check";

/** What a host name is asked from outside; tests hand in literals. */
export interface Outside {
  /** Addresses of a name; none where DNS does not know it. */
  addresses(name: string): Promise<readonly string[]>;
  /** Why the certificate that an address shows is not for a name; undefined where it is. */
  certificateProblem(address: string, name: string): Promise<string | undefined>;
}

/** Whether each host name of the app leads to the load balancer, and has a certificate there. */
export async function hostNames(outside: Outside, door: FrontDoor | undefined): Promise<Finding> {
  const named = (door?.httpsHosts ?? []).filter((host) => !/[*?]/.test(host));
  if (door === undefined || named.length === 0) {
    return ok("no rule of an HTTPS listener names a host");
  }
  if (!/\.elb\.amazonaws\.com(?:\.cn)?$/.test(door.dnsName)) {
    return unchecked(`${door.dnsName} is no name of AWS, and hosts are looked up in the real DNS`);
  }
  const own = await outside.addresses(door.dnsName);
  const [address] = own;
  if (door.isInternal || address === undefined) {
    return unchecked("the load balancer cannot be reached from here: it has private addresses");
  }
  const problems = await mapConcurrent(named, async (host) => {
    const found = await outside.addresses(host);
    if (found.length === 0) {
      return [`${host} has no record in DNS`];
    }
    const wrong = await outside.certificateProblem(address, host);
    return wrong === undefined ? [] : [`${host} has no certificate at the load balancer: ${wrong}`];
  });
  const all = problems.flat();
  return all.length === 0
    ? ok(
        `${counted(named.length, "host name")} ${named.length === 1 ? "has" : "have"} record and certificate`,
      )
    : failed(`requests would not arrive: ${all.join("; ")}`);
}

/** How long a load balancer may take to show its certificate. */
const handshakeMilliseconds = 5_000;

/** What is a wrong certificate, among the errors of a connection. */
const ofCertificates = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/;

export const outside: Outside = {
  addresses: async (name) => {
    try {
      return (await lookup(name, { all: true })).map(({ address }: LookupAddress) => address);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "ENOTFOUND" || code === "ENODATA") {
        return [];
      }
      throw new CannotLook(`DNS does not answer for ${name}`, { cause: error });
    }
  },
  certificateProblem: (host, servername) =>
    new Promise((resolve, reject) => {
      const socket = connect({ host, port: 443, servername }, () => {
        socket.end();
        resolve(undefined);
      });
      socket.setTimeout(handshakeMilliseconds, () => {
        socket.destroy(new Error(`${host} does not answer on port 443`));
      });
      socket.on("error", (error: NodeJS.ErrnoException) => {
        if (ofCertificates.test(error.code ?? "")) {
          resolve(error.message);
        } else {
          reject(new CannotLook(`the load balancer: ${error.message}`, { cause: error }));
        }
      });
    }),
};
