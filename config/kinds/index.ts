import { internal } from "./internal";
import { scheduled } from "./scheduled";
import { tcp } from "./tcp";
import { web } from "./web";
import { worker } from "./worker";

/**
 * Every kind of app. The schema, the checks and the document follow from this table: another kind is
 * a file beside these and a line here.
 */
export const kinds = { web, tcp, internal, worker, scheduled };

/** What `kind` may be. */
export type AppKind = keyof typeof kinds;
