import { longestSubject } from "../../aws/limits";
import { type Autopsy } from "../../delivery/failure/autopsy";
import { autopsyText } from "../../delivery/failure/autopsyText";
import { reportLines, reportText } from "../../delivery/text";
import { shortCommit } from "../../delivery/words";
import { type Heard } from "./event";

/** What people are told: subject and message. */
export type Notice = readonly [subject: string, message: string];

/** A notice is read on a telephone: the end of the log and of the story, not all of it. */
const most = { tasks: 1, targets: 2, events: 3, lines: 5 } as const;

const outcomes: Readonly<Record<Autopsy["outcome"], string>> = {
  "rolled back": "Rolled back",
  pipeline: "Failed",
  rejected: "Rejected",
  stopped: "Stopped",
  superseded: "Superseded",
  replaced: "Replaced",
  "no service": "Failed",
};

const plain = { bold: (text: string) => text, dim: (text: string) => text };

/** The report of the command line, shortened. */
export function reportNotice(autopsy: Autopsy): Notice {
  const { app, stack, commit, outcome, tasks, targets, events, logs } = autopsy;
  const short: Autopsy = {
    ...autopsy,
    tasks: tasks.slice(0, most.tasks),
    targets: targets.slice(0, most.targets),
    events: events.slice(0, most.events),
    logs: logs && { ...logs, lines: logs.lines.slice(-most.lines) },
  };
  const of = commit === "" ? "" : `, commit ${shortCommit(commit)}`;
  return noticeOf(
    `${outcomes[outcome]}: ${app} on ${stack}`,
    `${app} on ${stack}${of}\n\n${autopsyText(short, plain)}`,
  );
}

/** What is known where no report could be made. */
export function plainNotice(heard: Heard, stack: string, reason: string): Notice {
  const what =
    heard.kind === "deployment"
      ? `ECS gave up the deployment ${heard.failed.deploymentId} of the service ${heard.failed.service}`
      : `The stage ${heard.stage} of the pipeline ${heard.pipeline} failed`;
  const why = heard.kind === "deployment" && heard.reason !== undefined ? `: ${heard.reason}` : ".";
  const name = heard.kind === "deployment" ? heard.failed.service : heard.pipeline;
  return noticeOf(
    `Failed: ${name} on ${stack}`,
    `${what}${reportText(why)}\n\nNo report could be made: ${reason}\n\nNext\n  slipway status --stack ${stack}\n`,
  );
}

/** The border to everybody who is subscribed: all that is sent is printable and without credentials. */
function noticeOf(subject: string, message: string): Notice {
  return [
    subject.replace(/[^ -~]/g, "?").slice(0, longestSubject),
    reportLines(message.split("\n")).join("\n"),
  ];
}
