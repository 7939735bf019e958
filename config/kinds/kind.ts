import { type z } from "zod";

import { type PlacedApp, type Subject } from "../checks/check";
import { type Problem } from "../problems";

/** Everything that the configuration knows of one kind of app. */
export interface Kind<S extends z.ZodType> {
  /** Heading of its part of docs/configuration.md. */
  readonly title: string;
  /** Whether a component makes it. If not, it can be described, and is refused. */
  readonly served: boolean;
  /** What of its keys no component makes yet. */
  readonly unserved: readonly UnservedKey[];
  /** Its keys; `kind` is one of them. */
  readonly schema: S;
  /** Part of a stack file, for the document. A test runs it through all checks. */
  readonly example: string;
  /** What is wrong with an app of this kind that its schema cannot see. */
  problems(placed: PlacedApp<z.infer<S>>, subject: Subject): readonly Problem[];
}

/** A key that can be described and is refused until a component makes something of it. */
export interface UnservedKey {
  /** From the app on. */
  readonly path: readonly string[];
  /**
   * The values that are made all the same.
   * @default - none
   */
  readonly except?: readonly string[];
  /** What to write today. */
  readonly instead: string;
}
