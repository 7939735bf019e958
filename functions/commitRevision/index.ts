import { CodeCommitClient } from "@aws-sdk/client-codecommit";
import { setTimeout as wait } from "node:timers/promises";

import { codeCommitStore } from "../../delivery/codeCommitStore";
import { jsonLog } from "../log";
import { handle, type Answer, type Wish } from "./handle";
import { oncePermitted } from "./propagation";

const store = codeCommitStore(new CodeCommitClient({ maxAttempts: 6 }), {
  repository: process.env["REPOSITORY"] ?? "",
  branch: process.env["BRANCH"] ?? "",
});
const log = jsonLog();

/** Called by updates of the stack, once for each app and image. */
export function handler(wish: Wish): Promise<Answer> {
  return oncePermitted(
    () => handle(wish, store, log),
    (milliseconds) => wait(milliseconds),
  );
}
