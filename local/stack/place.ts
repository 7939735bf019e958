import { join } from "node:path";

/** Where the local stack lives. */
export interface Place {
  readonly root: string;
  readonly state: string;
  /** Folder of the file backend. */
  readonly backend: string;
  readonly project: string;
  readonly stack: string;
  readonly port: number;
  /** The label that the emulator puts on its containers. */
  readonly instance: string;
  /** Whether the person asked for an empty local AWS where one is needed (SLIPWAY_START_OVER=1). */
  readonly startOver: boolean;
}

/** @throws when local/up did not set what it should. */
export function placeOf(env: Readonly<Record<string, string | undefined>>): Place {
  const text = (name: string): string => {
    const value = env[name];
    if (value === undefined || value === "") {
      throw new Error(`${name} is not set; run local/up.`);
    }
    return value;
  };
  const state = text("SLIPWAY_STATE");
  return {
    root: text("SLIPWAY_ROOT"),
    state,
    backend: join(state, "pulumi"),
    project: "slipway",
    stack: "local",
    port: Number(text("SLIPWAY_PORT")),
    instance: text("SLIPWAY_INSTANCE"),
    startOver: env["SLIPWAY_START_OVER"] === "1",
  };
}
