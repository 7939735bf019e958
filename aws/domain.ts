import { type KeyProblem } from "./limits";

/** What a load balancer serves HTTPS with. */
export interface DomainSettings {
  readonly domain?: string | undefined;
  readonly zone?: string | undefined;
  readonly certificateArn?: string | undefined;
}

/** Route 53, domain name format: labels of at most 63 characters, 253 altogether. API, ResourceId: 32 characters. */
const labels = "(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,}";
const zoneId = "Z[A-Z0-9]{1,31}";

export const domainPattern = new RegExp(`^(?=.{1,253}$)${labels}$`);

/** A hosted zone by its id or by its name, with or without the dot at its end. */
export const zonePattern = new RegExp(`^(?:${zoneId}|${labels}\\.?)$`);

const zoneIdPattern = new RegExp(`^${zoneId}$`);

type Given = Readonly<Record<keyof DomainSettings, boolean>>;

/** Whether a zone is given by its id; names have a dot. */
export function isZoneId(zone: string): boolean {
  return zoneIdPattern.test(zone);
}

/**
 * What is wrong with how domain, zone and certificate go together.
 *
 * @param given which of them are said at all, where a value may be left out for a problem of its own.
 */
export function domainProblems(
  { domain, zone, certificateArn }: DomainSettings,
  region: string | undefined,
  given: Given = {
    domain: domain !== undefined,
    zone: zone !== undefined,
    certificateArn: certificateArn !== undefined,
  },
): KeyProblem<keyof DomainSettings>[] {
  const problems: KeyProblem<keyof DomainSettings>[] = [];
  if (domain !== undefined && !given.certificateArn && !given.zone) {
    problems.push({
      key: "domain",
      sentence: `certificateArn required for HTTPS, or zone, in which a certificate for "${domain}" can be validated`,
    });
  }
  if (certificateArn !== undefined && !given.domain) {
    problems.push({
      key: "domain",
      sentence:
        "required with certificateArn: no certificate is for the name that AWS gives the load balancer; add a name that the certificate is for",
    });
  }
  if (zone !== undefined && !given.domain) {
    problems.push({
      key: "zone",
      sentence: "has no meaning without domain; add the domain, or remove the zone",
    });
  }
  if (domain !== undefined && zone !== undefined && !isZoneId(zone) && !within(domain, zone)) {
    problems.push({ key: "domain", sentence: `is not in the zone "${zone}" (got "${domain}")` });
  }
  const certificateRegion = certificateArn?.split(":")[3];
  if (region !== undefined && certificateRegion !== undefined && certificateRegion !== region) {
    problems.push({
      key: "certificateArn",
      sentence: `must be a certificate of ${region}, the region of the load balancer (got "${certificateArn ?? ""}")`,
    });
  }
  return problems;
}

function within(domain: string, zone: string): boolean {
  const name = zone.replace(/\.$/, "");
  return domain === name || domain.endsWith(`.${name}`);
}
