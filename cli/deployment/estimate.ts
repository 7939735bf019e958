import { ecsAdapter } from "../../delivery/aws/ecs";
import { elbAdapter } from "../../delivery/aws/elasticLoadBalancing";
import { type AppPlace } from "../apps";
import { type Connection } from "../connection";
import { type DeploymentTime } from "./deploymentTime";
import { estimateOf } from "./serviceTime";

/** How long the next deployment of an app takes, where that can be read and it can end. */
export async function nextDeployment(
  { clients }: Pick<Connection, "clients">,
  { clusterName: cluster, serviceName: service }: AppPlace,
): Promise<DeploymentTime | undefined> {
  try {
    const [ecs, elb] = await Promise.all([clients.ecs(), clients.elb()]);
    const world = { services: ecsAdapter(ecs), targets: elbAdapter(elb) };
    return await estimateOf({ cluster, service }, world);
  } catch {
    // It is a kindness: whoever may not read the facts gets everything else.
    return undefined;
  }
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
