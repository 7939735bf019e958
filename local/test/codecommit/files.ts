import { type CodeCommit, type GetFileCommandInput } from "@aws-sdk/client-codecommit";

/** The branch that {@link commitFiles} writes. */
export const branchName = "main";

/** Commits files as Ada through the API, and gives the commit's ID. */
export async function commitFiles(
  client: CodeCommit,
  repositoryName: string,
  files: Readonly<Record<string, string>>,
  parentCommitId?: string,
): Promise<string> {
  const { commitId = "" } = await client.createCommit({
    repositoryName,
    branchName,
    parentCommitId,
    authorName: "Ada",
    email: "ada@example.com",
    commitMessage: `Write ${Object.keys(files).join(", ")}`,
    putFiles: Object.entries(files).map(([filePath, content]) => ({
      filePath,
      fileContent: Buffer.from(content),
    })),
  });
  return commitId;
}

export async function fileText(client: CodeCommit, file: GetFileCommandInput): Promise<string> {
  const { fileContent } = await client.getFile(file);
  return Buffer.from(fileContent ?? []).toString("utf8");
}
