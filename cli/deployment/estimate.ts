import { ecsAdapter, type ServicePlace } from "../../delivery/aws/ecs";
import { elbAdapter } from "../../delivery/aws/elasticLoadBalancing";
import { servicePlaceOf, type AppPlace } from "../apps";
import { type Connection } from "../connection";
import { type DeploymentTime } from "./deploymentTime";
import { estimateOf } from "./serviceTime";

type Facts = Parameters<typeof estimateOf>[1];

/** How long a deployment of a service takes, where that can be read and it can end: nothing depends on it. */
export async function estimatedTime(
  at: ServicePlace,
  facts: () => Facts | Promise<Facts>,
): Promise<DeploymentTime | undefined> {
  if (at.isFamily === true) {
    // Nothing is replaced.
    return undefined;
  }
  try {
    return await estimateOf(at, await facts());
  } catch {
    return undefined;
  }
}

/** How long the next deployment of an app takes. */
export function nextDeployment(
  { clients }: Pick<Connection, "clients">,
  place: AppPlace,
): Promise<DeploymentTime | undefined> {
  return estimatedTime(servicePlaceOf(place), async () => {
    const [ecs, elb] = await Promise.all([clients.ecs(), clients.elb()]);
    return { services: ecsAdapter(ecs), targets: elbAdapter(elb) };
  });
}

/** `about 83 s: pipeline 20 s, new tasks 26 s, old tasks 37 s`. */
export function timeText({
  total,
  pipeline,
  starting,
  shifting,
  stopping,
}: DeploymentTime): string {
  const parts = [
    `pipeline ${secondsText(pipeline)}`,
    `new tasks ${secondsText(starting)}`,
    ...(shifting > 0 ? [`traffic ${secondsText(shifting)}`] : []),
    `old tasks ${secondsText(stopping)}`,
  ];
  return `about ${secondsText(total)}: ${parts.join(", ")}`;
}

/** `83 s`, `4 min 10 s`. */
export function secondsText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 120) {
    return `${whole} s`;
  }
  const rest = whole % 60;
  return `${Math.floor(whole / 60)} min${rest === 0 ? "" : ` ${rest} s`}`;
}
