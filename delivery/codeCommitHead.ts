import { GetBranchCommand, type CodeCommitClient } from "@aws-sdk/client-codecommit";

import { given, type BranchName } from "./codeCommitErrors";

/** ID of the newest commit of a branch, which must exist. */
export async function headOf(
  client: Pick<CodeCommitClient, "send">,
  { repository, branch }: BranchName,
): Promise<string> {
  const answer = await client.send(
    new GetBranchCommand({ repositoryName: repository, branchName: branch }),
  );
  return given(answer.branch?.commitId, "commit ID for the branch");
}
