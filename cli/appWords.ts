import { hasService } from "../delivery/stackParameter";
import { type AppPlace } from "./apps";

/** What differs in the sentences about an app, by how it runs. */
interface AppWords {
  /** What is made by `pulumi up`. */
  readonly made: string;
  /** The last step of a deployment. */
  readonly lastStep: string;
  /** Since when the images of a deployment run. */
  readonly since: string;
}

const ofServices: AppWords = { made: "service", lastStep: "Replace the tasks", since: "" };

/** A release of a job starts nothing. */
const ofJobs: AppWords = {
  made: "task definition",
  lastStep: "Register the revision",
  since: " from its next run on",
};

export function wordsOf({ kind }: Pick<AppPlace, "kind">): AppWords {
  return hasService(kind) ? ofServices : ofJobs;
}
