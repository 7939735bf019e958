import { RevisionStoreError } from "./store";

/** The branch that a store keeps revisions on. */
export interface BranchName {
  readonly repository: string;
  readonly branch: string;
}

/** What a person must know to go on, for the errors that a person can do something about. */
const hints: Readonly<
  Record<string, (at: BranchName) => { readonly message: string; readonly hint: string }>
> = {
  RepositoryDoesNotExistException: ({ repository }) => ({
    message: `The CodeCommit repository "${repository}" does not exist in this account and region.`,
    hint: "Check the AWS profile and region. The repository is made by the first `pulumi up` of the stack that owns it (slipway:deployment, createRepository).",
  }),
  BranchDoesNotExistException: ({ repository, branch }) => ({
    message: `The branch "${branch}" of the CodeCommit repository "${repository}" does not exist.`,
    hint: "Check slipway:deployment, branch (default: the stack's name). The first `pulumi up` of a stack starts its branch.",
  }),
  EncryptionKeyAccessDeniedException: ({ repository }) => ({
    message: `The key that encrypts the CodeCommit repository "${repository}" may not be used by these credentials.`,
    hint: "Allow kms:Decrypt and kms:GenerateDataKey on the repository's key.",
  }),
};

/** Runs a call to CodeCommit; errors that have a remedy name it. */
export async function explained<T>(at: BranchName, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const explain = error instanceof Error ? hints[error.name] : undefined;
    if (explain === undefined) {
      throw error;
    }
    const { message, hint } = explain(at);
    throw new RevisionStoreError(message, hint, { cause: error });
  }
}

/** A member that AWS's types call optional and its answers always have. */
export function given<T>(value: T | undefined, what: string): T {
  if (value === undefined) {
    throw new Error(`CodeCommit's answer has no ${what}.`);
  }
  return value;
}
