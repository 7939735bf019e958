/** What a check found. */
export interface Finding {
  readonly state: "ok" | "failed" | "could not be checked";
  /** One sentence without its full stop. */
  readonly says: string;
}

/** What is checked. */
export type CheckName =
  "image" | "architecture" | "containers" | "secrets" | "rights" | "room" | "network" | "hosts";

/** A finding with what it is about; the shape of `slipway verify --json`. */
export interface Check extends Finding {
  readonly check: CheckName;
}

export function ok(says: string): Finding {
  return { state: "ok", says };
}

export function failed(says: string): Finding {
  return { state: "failed", says };
}

export function unchecked(says: string): Finding {
  return { state: "could not be checked", says };
}

/** A look that could not be taken, and why. */
export class CannotLook extends Error {}

/** Errors by which AWS refuses a look; they make one check fail to answer, not all of them. */
const refusals = ["AccessDeniedException", "AccessDenied", "UnauthorizedOperation"];

/** Runs a check; a look that these credentials may not take is said, and is no failure. */
export async function checked(check: CheckName, look: () => Promise<Finding>): Promise<Check> {
  try {
    return { check, ...(await look()) };
  } catch (error) {
    if (error instanceof CannotLook) {
      return { check, ...unchecked(error.message) };
    }
    if (!(error instanceof Error) || !refusals.includes(error.name)) {
      throw error;
    }
    return { check, ...unchecked(`these credentials may not read it: ${error.message}`) };
  }
}
