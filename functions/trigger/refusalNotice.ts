import { longestSubject } from "../../aws/limits";
import { reportText } from "../../delivery/text";
import { type Outcome } from "./reconcile";

const mostProblems = 10;

/** What people are told of a revision that is not deployed: subject and message. */
export function refusalNotice(
  app: string,
  branch: string,
  { commitId, problems }: Extract<Outcome, { readonly kind: "refused" }>,
): [subject: string, message: string] {
  const subject = `Refused: the revision of ${app} on ${branch}`.replace(/[^ -~]/g, "?");
  const more = problems.length - mostProblems;
  const lines = [
    `The newest revision of ${app} breaks the rules of revisions, so nothing was started. What runs, goes on.`,
    `Commit ${commitId} on the branch ${reportText(branch)}:`,
    ...problems.slice(0, mostProblems).map((problem) => `  ${reportText(problem)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    `Commit a right one: slipway release ${app} --image <image>, or slipway rollback ${app}.`,
  ];
  return [subject.slice(0, longestSubject), `${lines.join("\n")}\n`];
}
