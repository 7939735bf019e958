import { RevisionError } from "../delivery/format";
import { RevisionConflictError, RevisionStoreError } from "../delivery/store";
import { awsErrorOf } from "./awsErrors";
import { fileErrorOf } from "./fileErrors";
import { UserError } from "./userError";

/** What a person may do something about, in two lines; `undefined` for a defect of the program itself. */
export function userErrorOf(error: unknown): UserError | undefined {
  if (error instanceof UserError) {
    return error;
  }
  if (!(error instanceof Error)) {
    return undefined;
  }
  if (error instanceof RevisionError) {
    return new UserError(error.message, { cause: error });
  }
  if (error instanceof RevisionStoreError) {
    const exitCode = error instanceof RevisionConflictError ? 1 : 2;
    return new UserError(error.message, { hint: error.hint, exitCode, cause: error });
  }
  return fileErrorOf(error) ?? awsErrorOf(error);
}
