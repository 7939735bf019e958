import { allow, document, type PolicyDocument, type PolicyStatement } from "../policyDocument";

/** What the function that commits configured images may do: write this branch and no other. */
export function commitPolicy(repositoryArn: string, branch: string): PolicyDocument {
  return document(commitStatements(repositoryArn, branch));
}

/** To write one branch, and to read what is there. */
export function commitStatements(repositoryArn: string, branch: string): PolicyStatement[] {
  return [
    allow(
      "ReadRepository",
      [
        "codecommit:GetBlob",
        "codecommit:GetBranch",
        "codecommit:GetCommit",
        "codecommit:GetDifferences",
        "codecommit:GetFile",
        "codecommit:GetRepository",
        "codecommit:ListFileCommitHistory",
      ],
      [repositoryArn],
    ),
    {
      ...allow(
        "WriteBranch",
        ["codecommit:CreateBranch", "codecommit:CreateCommit"],
        [repositoryArn],
      ),
      Condition: { StringEquals: { "codecommit:References": [`refs/heads/${branch}`] } },
    },
  ];
}
