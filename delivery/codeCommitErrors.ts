import { type BranchName } from "./aws/codeCommit";
import { RevisionStoreError } from "./store";

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
    throw explanation(at, error);
  }
}

/** Passes items on; errors on the way that have a remedy name it. */
export async function* explainedItems<T>(
  at: BranchName,
  items: AsyncIterable<T>,
): AsyncGenerator<T> {
  try {
    yield* items;
  } catch (error) {
    throw explanation(at, error);
  }
}

function explanation(at: BranchName, error: unknown): unknown {
  const explain = error instanceof Error ? hints[error.name] : undefined;
  if (explain === undefined) {
    return error;
  }
  const { message, hint } = explain(at);
  return new RevisionStoreError(message, hint, { cause: error });
}
