import { codeCommitStore } from "../../../delivery/codeCommitStore";
import { type RevisionCommit, type RevisionStore } from "../../../delivery/store";
import { FakeCodeCommit } from "./fakeCodeCommit";

export const path = "main/web/revision.json";
export const at = { repository: "deployment", branch: "staging" };

/** A store that notes its waits instead of waiting. */
export function storeOf(
  fake: FakeCodeCommit,
  attempts?: number,
): { store: RevisionStore; waits: number[] } {
  const waits: number[] = [];
  const store = codeCommitStore(fake.client, at, {
    ...(attempts !== undefined && { attempts }),
    wait: (milliseconds) => {
      waits.push(milliseconds);
      return new Promise((resolve) => setImmediate(resolve));
    },
  });
  return { store, waits };
}

export async function all(commits: AsyncIterable<RevisionCommit>): Promise<RevisionCommit[]> {
  const found: RevisionCommit[] = [];
  for await (const commit of commits) {
    found.push(commit);
  }
  return found;
}

/** A repository whose branch has its first commit. */
export function started(): FakeCodeCommit {
  const fake = new FakeCodeCommit();
  fake.push("staging", { "README.md": "start" });
  return fake;
}
