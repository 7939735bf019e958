import { formatRevision, parseRevision } from "../../delivery/format";
import { revisionPath } from "../../delivery/paths";
import {
  RevisionConflictError,
  type RevisionCommit,
  type RevisionStore,
} from "../../delivery/store";
import { reasonOf, type Log } from "../log";

/** What a stack's update wants to run. */
export interface Wish {
  /** Key of the cluster. */
  readonly cluster: string;
  /** Key of the app, and name of its own container. */
  readonly app: string;
  /** Images by container: of the app's own, and of those beside it that the stack builds. */
  readonly images: Readonly<Record<string, string>>;
  readonly stack: string;
}

/** What came of it; the stack keeps it as the result of the invocation. */
export interface Answer {
  readonly result: "committed" | "unchanged" | "kept";
  readonly commitId?: string;
  /** Who released what, where the wish was not followed. */
  readonly warning?: string;
}

/**
 * Commits the image of an update as the app's revision, if the file is absent or the stack itself
 * wrote it last. What a person released stays: an update of the infrastructure deploys nothing over it.
 */
export async function handle(wish: Wish, store: RevisionStore, log: Log): Promise<Answer> {
  const path = revisionPath(wish.cluster, wish.app);
  const text = formatRevision(
    Object.entries(wish.images).map(([name, imageUri]) => ({ name, imageUri })),
  );
  const current = (await store.head()) && (await store.read(path));
  if (current !== undefined) {
    if (current.text === text) {
      return { result: "unchanged", commitId: current.commitId };
    }
    const last = await lastCommit(path, store);
    if (last !== undefined && !isOwn(last, wish)) {
      return kept(wish, last, log);
    }
  }
  const message = `${current === undefined ? "Start" : "Update"} ${wish.cluster}/${wish.app} with the stack's image

Committed by an update of the stack "${wish.stack}".`;
  try {
    const { commitId } = await store.commit({
      path,
      text,
      message,
      author: authorOf(wish),
      expect: current?.text ?? null,
    });
    log.info("committed", { path, commitId, images: imagesOf(text) });
    return { result: "committed", commitId };
  } catch (error) {
    if (!(error instanceof RevisionConflictError)) {
      throw error;
    }
    const last = await lastCommit(path, store);
    if (last === undefined) {
      throw error;
    }
    return kept(wish, last, log);
  }
}

/** The author of what a stack commits by itself: how it knows its own commits again. */
export function authorOf({ stack }: Pick<Wish, "stack">): { name: string; email: string } {
  return { name: `Slipway stack ${stack}`, email: `${stack}@slipway.invalid` };
}

function isOwn(commit: RevisionCommit, wish: Wish): boolean {
  const { name, email } = authorOf(wish);
  return commit.author === name && commit.email === email;
}

function kept(wish: Wish, last: RevisionCommit, log: Log): Answer {
  const { commitId, author, date, text } = last;
  const app = `${wish.cluster}/${wish.app}`;
  const warning = [
    `${app} was released by ${author} on ${date.toISOString()} (commit ${commitId.slice(0, 8)}: ${imagesOf(text)}), so the stack's image was not committed.`,
    `To run it: slipway release ${app} --image ${wish.images[wish.app] ?? ""}`,
  ].join(" ");
  log.info("kept", { app, commitId, author });
  return { result: "kept", commitId, warning };
}

function imagesOf(text: string): string {
  try {
    return parseRevision(text)
      .map(({ imageUri }) => imageUri)
      .join(", ");
  } catch (error) {
    return reasonOf(error);
  }
}

async function lastCommit(path: string, store: RevisionStore): Promise<RevisionCommit | undefined> {
  for await (const commit of store.history(path, 1)) {
    return commit;
  }
  return undefined;
}
