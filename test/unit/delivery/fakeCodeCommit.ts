import { type CodeCommitClient } from "@aws-sdk/client-codecommit";
import { createHash } from "node:crypto";

type Files = Readonly<Record<string, string>>;
type Input = Readonly<Record<string, unknown>>;

interface FakeCommit {
  readonly id: string;
  readonly parent: string | undefined;
  readonly files: Files;
  readonly message: string;
  readonly author: string;
  readonly time: number;
}

/** One repository in memory, with CodeCommit's rules on parents and the names of its errors. */
export class FakeCodeCommit {
  readonly branches = new Map<string, string>();
  readonly commits = new Map<string, FakeCommit>();
  /** Every call that was made, in order. */
  readonly calls: string[] = [];
  defaultBranch: string | undefined;
  /** Entries in one page of a list. */
  pageSize = 2;
  /** Puts a list of versions in another order than newest first. */
  reorder = <T>(versions: readonly T[]): readonly T[] => versions;
  /** Runs before a call is served; may throw, or change the repository behind the caller's back. */
  before: (action: string, input: Input) => void = () => undefined;

  constructor(readonly name = "deployment") {}

  readonly client: Pick<CodeCommitClient, "send"> = {
    send: async (command: { readonly constructor: { readonly name: string }; input: Input }) => {
      const action = command.constructor.name.replace(/Command$/, "");
      this.calls.push(action);
      // Other writers get their turn between any two calls.
      await new Promise((resolve) => setImmediate(resolve));
      this.before(action, command.input);
      if (command.input["repositoryName"] !== this.name) {
        fail("RepositoryDoesNotExistException");
      }
      return this.answer(action, command.input);
    },
  } as never;

  /** Commits without asking for a parent, as a `git push` of someone else does. */
  push(
    branch: string,
    changes: Readonly<Record<string, string | undefined>>,
    author = "Eve",
  ): string {
    const parent = this.branches.get(branch);
    const files = { ...(parent === undefined ? {} : this.commits.get(parent)?.files) };
    for (const [path, text] of Object.entries(changes)) {
      if (text === undefined) {
        Reflect.deleteProperty(files, path);
      } else {
        files[path] = text;
      }
    }
    return this.add(branch, parent, files, `push ${this.commits.size}`, author);
  }

  private add(
    branch: string,
    parent: string | undefined,
    files: Files,
    message: string,
    author: string,
  ): string {
    const time = 1_700_000_000 + this.commits.size;
    const id = hash(JSON.stringify([parent, files, message, time]));
    this.commits.set(id, { id, parent, files, message, author, time });
    this.branches.set(branch, id);
    this.defaultBranch ??= branch;
    return id;
  }

  private answer(action: string, input: Input): unknown {
    const branch = String(input["branchName"]);
    const tip = this.branches.get(branch);
    switch (action) {
      case "GetRepository":
        return { repositoryMetadata: { defaultBranch: this.defaultBranch } };
      case "GetBranch":
        return {
          branch: { branchName: branch, commitId: tip ?? fail("BranchDoesNotExistException") },
        };
      case "CreateBranch":
        if (tip !== undefined) {
          fail("BranchNameExistsException");
        }
        this.branches.set(branch, String(input["commitId"]));
        return {};
      case "GetFile": {
        const text = this.at(input["commitSpecifier"]).files[String(input["filePath"])];
        return { fileContent: Buffer.from(text ?? fail("FileDoesNotExistException")) };
      }
      case "GetCommit": {
        const { parent } = this.at(input["commitId"]);
        return { commit: { parents: parent === undefined ? [] : [parent] } };
      }
      case "GetBlob":
        return { content: Buffer.from(String(input["blobId"]), "base64") };
      case "GetDifferences": {
        const paths = Object.keys(this.at(input["afterCommitSpecifier"]).files);
        const { items, next } = this.page(paths, input["NextToken"]);
        return {
          differences: items.map((path) => ({ afterBlob: { path }, changeType: "A" })),
          NextToken: next,
        };
      }
      case "ListFileCommitHistory": {
        const versions = this.versions(
          String(input["filePath"]),
          this.at(input["commitSpecifier"]),
        );
        const { items, next } = this.page(this.reorder(versions), input["nextToken"]);
        return { revisionDag: items, nextToken: next };
      }
      case "CreateCommit":
        return this.create(branch, tip, input);
      default:
        throw new Error(`the fake has no ${action}`);
    }
  }

  private create(branch: string, tip: string | undefined, input: Input): unknown {
    const parent = input["parentCommitId"] as string | undefined;
    if (tip === undefined && this.defaultBranch !== undefined) {
      fail("BranchDoesNotExistException");
    }
    if (tip !== undefined && parent === undefined) {
      fail("ParentCommitIdRequiredException");
    }
    if (parent !== tip) {
      fail("ParentCommitIdOutdatedException");
    }
    const before = tip === undefined ? {} : (this.commits.get(tip)?.files ?? {});
    const files: Record<string, string> = { ...before };
    for (const put of input["putFiles"] as readonly { filePath: string; fileContent: Buffer }[]) {
      files[put.filePath] = put.fileContent.toString("utf8");
    }
    if (JSON.stringify(files) === JSON.stringify(before)) {
      fail("NoChangeException");
    }
    const author = (input["authorName"] as string | undefined) ?? "caller";
    return { commitId: this.add(branch, tip, files, String(input["commitMessage"]), author) };
  }

  private versions(path: string, from: FakeCommit): unknown[] {
    const line: FakeCommit[] = [from];
    for (let next = this.parentOf(from); next !== undefined; next = this.parentOf(next)) {
      line.push(next);
    }
    const changes = line.filter(
      (commit) => commit.files[path] !== this.parentOf(commit)?.files[path],
    );
    return changes.map(({ id, files, message, author, time, parent }, index) => {
      const text = files[path];
      const child = changes[index - 1]?.id;
      return {
        commit: {
          commitId: id,
          message,
          parents: parent === undefined ? [] : [parent],
          author: { name: author, email: `${author}@example.com`, date: `${time} +0000` },
        },
        ...(text !== undefined && { blobId: Buffer.from(text).toString("base64") }),
        path,
        revisionChildren: child === undefined ? [] : [child],
      };
    });
  }

  private parentOf({ parent }: FakeCommit): FakeCommit | undefined {
    return parent === undefined ? undefined : this.commits.get(parent);
  }

  private at(specifier: unknown): FakeCommit {
    return this.commits.get(String(specifier)) ?? fail("CommitDoesNotExistException");
  }

  private page<T>(all: readonly T[], token: unknown) {
    const start = Number(token ?? 0);
    const end = start + this.pageSize;
    return { items: all.slice(start, end), next: end < all.length ? String(end) : undefined };
  }
}

/** An error as the SDK raises it. */
export function awsError(name: string): Error {
  return Object.assign(new Error(`${name} from CodeCommit`), { name });
}

function fail(name: string): never {
  throw awsError(name);
}

function hash(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}
