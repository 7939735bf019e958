import { git, gitBytes, type GitFolder } from "./git";
import { commitIdPattern } from "./references";

/** A commit as CodeCommit describes it. */
export interface CommitFacts {
  readonly commitId: string;
  readonly treeId: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: PersonFacts;
  readonly committer: PersonFacts;
  readonly additionalData: string;
}

interface PersonFacts {
  readonly name: string;
  readonly email: string;
  /** Seconds since 1970 and the time zone: `1484167798 -0800`. */
  readonly date: string;
}

const format = "%H%n%T%n%P%n%an%n%ae%n%ad%n%cn%n%ce%n%cd%n%B";

/** The commits with these IDs, in this order; those that do not exist are left out. */
export async function commitFacts(
  repository: GitFolder,
  ids: readonly string[],
): Promise<CommitFacts[]> {
  const known = await existing(repository, ids);
  if (known.length === 0) {
    return [];
  }
  const written = await gitBytes(
    repository,
    ["log", "--no-walk=unsorted", "-z", "--date=raw", `--format=${format}`, "--stdin"],
    { input: `${known.join("\n")}\n` },
  );
  const text = written.toString("utf8");
  return text
    .split("\0")
    .filter((entry) => entry !== "")
    .map(factsOf);
}

function factsOf(text: string): CommitFacts {
  const lines = text.split("\n");
  const [commitId = "", treeId = "", parents = "", name = "", email = "", date = ""] = lines;
  const [committer = "", committerEmail = "", committerDate = ""] = lines.slice(6);
  return {
    commitId,
    treeId,
    parents: parents.split(" ").filter((parent) => parent !== ""),
    message: lines.slice(9).join("\n"),
    author: { name, email, date },
    committer: { name: committer, email: committerEmail, date: committerDate },
    additionalData: "",
  };
}

async function existing(repository: GitFolder, ids: readonly string[]): Promise<string[]> {
  const asked = ids.filter((id) => commitIdPattern.test(id));
  if (asked.length === 0) {
    return [];
  }
  const checked = await git(repository, ["cat-file", "--batch-check=%(objecttype) %(objectname)"], {
    input: `${asked.join("\n")}\n`,
  });
  return checked.split("\n").flatMap((line) => {
    const [type, id = ""] = line.split(" ");
    return type === "commit" ? [id] : [];
  });
}
