/** Names of apps that take the requests which are for nobody else. */
const frontDoors = ["web", "frontend", "www", "site", "app", "ui", "client"];

/** Of several web apps behind one load balancer, the one that gets what no other one wants. */
export function catchAllOf(webApps: readonly string[]): string | undefined {
  return webApps.find((key) => frontDoors.includes(key)) ?? webApps[0];
}

/** Paths of an app beside that one. */
export function pathsBelow(key: string): string[] {
  return [`/${key}`, `/${key}/*`];
}
