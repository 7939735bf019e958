import { type Topic } from "../../delivery/aws/sns";
import { stackOfParameter, type StackParameter } from "../../delivery/stackParameter";
import { reasonOf, type Log } from "../log";
import { collect, type Sources } from "./collect";
import { heardOf } from "./event";
import { plainNotice, reportNotice, type Notice } from "./notice";

export interface World {
  readonly sources: Sources;
  readonly topic: Topic;
  /** Name of the parameter that describes the stack. */
  readonly parameterName: string;
  stack(): Promise<StackParameter>;
  readonly log: Log;
}

/**
 * Tells the topic why a deployment failed. Where no report can be made the topic hears what the event says.
 *
 * @throws Error when the event is none that it knows, or the topic cannot be told: the queue brings it again.
 */
export async function handle(body: string, world: World): Promise<void> {
  const { topic, log } = world;
  const heard = heardOf(body);
  const subject = heard.kind === "deployment" ? heard.failed.deploymentId : heard.executionId;
  let notice: Notice;
  try {
    const report = await collect(heard, await world.stack(), world.sources);
    if (report === undefined) {
      log.info("nothing to report", { of: subject });
      return;
    }
    notice = reportNotice(report);
  } catch (error) {
    const reason = reasonOf(error);
    log.warn("no report", { of: subject, reason });
    notice = plainNotice(heard, stackOfParameter(world.parameterName), reason);
  }
  await topic.publish(...notice);
  log.info("reported", { of: subject, subject: notice[0] });
}
