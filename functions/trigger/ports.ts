import { type AppPath } from "../../delivery/paths";

/** What the trigger asks of AWS, as narrow as it needs it: tests hand in literals. */

/** One commit that touched a path. */
export interface PathVersion {
  readonly commitId: string;
  /** What the file says then; undefined where the commit deleted it. Equal content has equal ids. */
  readonly blobId: string | undefined;
  /** When it was made, by the clock of who made it. */
  readonly date: Date;
}

/** The stack's branch of the deployment repository. */
export interface Branch {
  /** The newest commit; undefined while there is none. */
  head(): Promise<string | undefined>;
  /** Commits that touched the path, seen from a commit, newest first; none from a commit that is gone. */
  versions(path: string, commitId: string): AsyncIterable<PathVersion>;
  /** Paths that differ between two commits; undefined when one of them is gone. */
  changedPaths(from: string, to: string): Promise<readonly string[] | undefined>;
  /** The file's text at a commit; undefined where it does not exist. */
  read(path: string, commitId: string): Promise<string | undefined>;
}

/** Where people hear of what was refused. */
export interface Notices {
  publish(subject: string, message: string): Promise<void>;
}

export interface Images {
  /** Marks the images that a revision names as released by a commit. Never fails. */
  markReleased(text: string, path: string, commitId: string): Promise<void>;
  /** Keeps the images of these revisions of an app, which run or may come to run, from expiring. Never fails. */
  markRunning(app: AppPath, texts: readonly string[]): Promise<void>;
}
