import { port } from "../../../aws/limits";
import { type ServiceSettings } from "../service/servicePlace";
import { serviceProblem } from "../service/serviceProblem";
import { targetProblem } from "../service/targetProblem";
import { type TcpSettings } from "../service/tcpIngress";
import { type TaskLocation } from "../task/taskProblem";

/** The first thing that is wrong with a TCP app; undefined if nothing is. */
export function tcpProblem(
  app: ServiceSettings & TcpSettings,
  place: TaskLocation,
): string | undefined {
  const { healthCheck } = app;
  const target = targetProblem(app, [["listenerPort", app.listenerPort, port]]);
  if (target !== undefined) {
    return target;
  }
  if (healthCheck.protocol === "tcp" && healthCheck.path !== undefined) {
    return `healthCheck.path "${healthCheck.path}" has no meaning with protocol tcp; use http.`;
  }
  return serviceProblem(app, place);
}
