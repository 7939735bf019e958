import { randomUUID } from "node:crypto";

import { type Clock } from "../../clock";
import { type AwsCalls, AwsCallError } from "../awsCalls";
import { ActionFailure, setting, type Job, type Outcome, type Perform } from "./action";

/** What a person decided. */
export interface Decision {
  readonly approved: boolean;
  readonly summary: string;
  readonly by: string;
}

/** Manual approvals, and those of them that wait. */
export interface Approvals {
  readonly perform: Perform;
  /** False when no approval waits with this token. */
  decide(token: string, decision: Decision): boolean;
}

const sevenDaysInMinutes = 7 * 24 * 60;

export function approvals(clock: Clock, calls: AwsCalls): Approvals {
  const waiting = new Map<string, (decision: Decision) => void>();
  return {
    decide: (token, decision) => {
      const decide = waiting.get(token);
      decide?.(decision);
      return waiting.delete(token);
    },
    perform: async (job) => {
      const token = String(job.run.progress?.["token"] ?? randomUUID());
      const minutes = job.definition.timeoutInMinutes ?? sevenDaysInMinutes;
      const expires = job.run.startTime + minutes * 60_000;
      const decided = new Promise<Decision>((resolve) => waiting.set(token, resolve));
      const over = new AbortController();
      try {
        // Kept before anyone can know the token.
        job.note({ progress: { ...job.run.progress, token } });
        if (job.run.progress?.["notified"] === undefined) {
          await notify(job, token, expires, calls);
          job.note({ progress: { token, notified: "yes" } });
        }
        const either = AbortSignal.any([job.signal, over.signal]);
        const rest = Math.max(0, expires - clock.now());
        const expired = clock.wait(rest, either).then(() => undefined);
        return outcomeOf(await Promise.race([decided, expired]), minutes);
      } finally {
        over.abort();
        waiting.delete(token);
      }
    },
  };
}

function outcomeOf(decision: Decision | undefined, minutes: number): Outcome {
  if (decision === undefined) {
    throw new ActionFailure("JobFailed", `The approval expired after ${minutes} minutes`);
  }
  const { approved, summary, by } = decision;
  return {
    succeeded: approved,
    updatedBy: by,
    ...(summary !== "" && { summary }),
    ...(!approved && {
      error: { code: "JobFailed", message: summary === "" ? `Rejected by ${by}` : summary },
    }),
  };
}

/** The message of CodePipeline (user guide, "JSON data format for manual approval notifications"). */
async function notify(job: Job, token: string, expires: number, calls: AwsCalls): Promise<void> {
  const topicArn = setting(job, "NotificationArn");
  if (topicArn === undefined) {
    return;
  }
  const { region, pipeline, stage } = job;
  const { name } = job.definition;
  const home = `https://console.aws.amazon.com/codepipeline/home?region=${region}#/view/${pipeline}`;
  const customData = setting(job, "CustomData");
  const externalEntityLink = setting(job, "ExternalEntityLink");
  const message = {
    region,
    consoleLink: home,
    approval: {
      pipelineName: pipeline,
      stageName: stage,
      actionName: name,
      token,
      // Minutes, as AWS writes it.
      expires: new Date(expires).toISOString().replace(/:\d\d\.\d+Z$/, "Z"),
      ...(externalEntityLink !== undefined && { externalEntityLink }),
      approvalReviewLink: `${home}/${stage}/${name}/approve/${token}`,
      ...(customData !== undefined && { customData }),
    },
  };
  // SNS takes no longer subject.
  const subject = `APPROVAL NEEDED: AWS CodePipeline ${pipeline} for action ${name}`.slice(0, 100);
  try {
    await calls.publish(job.roleArn, { topicArn, subject, message: JSON.stringify(message) });
  } catch (error) {
    if (!(error instanceof AwsCallError)) {
      throw error;
    }
    throw new ActionFailure(
      error.status === 403 ? "PermissionError" : "ConfigurationError",
      `The message to the topic ${topicArn} could not be published: ${error.message}`,
    );
  }
}
