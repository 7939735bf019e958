import { type EventFacts } from "../events/awsEvent";
import { type ReferenceChange } from "./references";

/** Whose references changed, and by whom. */
export interface EventOrigin {
  readonly repositoryName: string;
  readonly repositoryId: string;
  readonly repositoryArn: string;
  readonly account: string;
  readonly region: string;
  readonly callerUserArn: string;
}

/** The event of one branch or tag that moved, in CodeCommit's shape. It names commits and no files. */
export function referenceEvent(origin: EventOrigin, change: ReferenceChange): EventFacts {
  const { name, before, after } = change;
  const [, kind = "", ...rest] = name.split("/");
  const event =
    before === undefined
      ? "referenceCreated"
      : after === undefined
        ? "referenceDeleted"
        : "referenceUpdated";
  return {
    source: "aws.codecommit",
    detailType: "CodeCommit Repository State Change",
    account: origin.account,
    region: origin.region,
    resources: [origin.repositoryArn],
    detail: {
      callerUserArn: origin.callerUserArn,
      ...(after !== undefined && { commitId: after }),
      event,
      ...(before !== undefined && { oldCommitId: before }),
      referenceFullName: name,
      referenceName: rest.join("/"),
      referenceType: kind === "tags" ? "tag" : "branch",
      repositoryId: origin.repositoryId,
      repositoryName: origin.repositoryName,
    },
  };
}
