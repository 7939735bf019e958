/** A state of the branch. */
export interface Commit {
  readonly commitId: string;
}

/** A person, as git names them. */
export interface Author {
  readonly name: string;
  readonly email: string;
}

/** One commit that wrote a path. */
export interface RevisionCommit extends Commit {
  readonly author: string;
  readonly email: string;
  readonly date: Date;
  readonly message: string;
  /** The file as this commit left it. */
  readonly text: string;
}

/** A file as it was at a commit. */
export interface StoredFile extends Commit {
  readonly text: string;
}

/** One file to write. */
export interface RevisionChange {
  readonly path: string;
  readonly text: string;
  readonly message: string;
  /** @default - the identity whose credentials are used */
  readonly author?: Author;
  /**
   * The text that the change was based on; `null` when there was no file. If the file says something else by
   * now, nothing is committed.
   * @default - none: the newest change wins, and the history keeps the others
   */
  readonly expect?: string | null;
}

/** What became of a change. */
export interface Committed extends Commit {
  /** The file said this already: nothing was committed, and `commitId` is the branch's head. */
  readonly unchanged: boolean;
}

/**
 * Where revisions are kept: the branch of one stack in a repository, one file an app.
 *
 * A repository that does not exist is an error everywhere: a wrong profile or region must not look like an
 * empty account. A branch that does not exist is `undefined` as `head` and an error for `read` and `history`;
 * `commit` starts it.
 */
export interface RevisionStore {
  head(): Promise<Commit | undefined>;
  /** The file at a commit, or at the branch's head; `undefined` where it does not exist. */
  read(path: string, commitId?: string): Promise<StoredFile | undefined>;
  /** The commits of the branch that wrote this path, newest first. */
  history(path: string, limit?: number): AsyncIterable<RevisionCommit>;
  /**
   * Commits one file on top of the head, whatever others commit meanwhile to other files.
   *
   * @throws RevisionConflictError when `expect` is given and the file says something else.
   */
  commit(change: RevisionChange): Promise<Committed>;
}

/** An error of the store that says what to do about it. */
export class RevisionStoreError extends Error {
  constructor(
    message: string,
    readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "RevisionStoreError";
  }
}

/** Someone else changed the same file: both versions, so that a person can choose. */
export class RevisionConflictError extends RevisionStoreError {
  constructor(
    readonly path: string,
    readonly expected: string | null,
    readonly found: string | null,
    /** The commit that has what was found. */
    readonly commitId: string,
  ) {
    super(
      `${path} was changed by someone else; nothing was committed.\n` +
        `  expected: ${oneLine(expected)}\n` +
        `  found:    ${oneLine(found)} (commit ${commitId})`,
      "slipway history <app> shows who changed it; release again if yours is still what should run.",
    );
    this.name = "RevisionConflictError";
  }
}

function oneLine(text: string | null): string {
  if (text === null) {
    return "no file";
  }
  return text.replace(/\s+/g, " ").trim().slice(0, 400) || "an empty file";
}
