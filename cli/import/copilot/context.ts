import { type Ledger } from "../reader";
import { type SecretPlace } from "../secrets";

/** What a manifest does not say, but its conversion needs. */
export interface Context extends SecretPlace {
  /** Copilot's application. */
  readonly application: string;
  readonly environment: string;
  /** From the folder of Pulumi.yaml to the workspace, `.` or `../shop`. */
  readonly workspace: string;
  readonly ledger: Ledger;
}
