import { type z } from "zod";

import { type Path, type Problem } from "../problems";
import { type Valid } from "../validParts";

/** An app with its place in the configuration, and what its kind asks of the cluster. */
export interface AppInCluster<A> {
  readonly path: Path;
  /** Name of its cluster. */
  readonly key: string;
  readonly cluster: { readonly containerInsights?: string | undefined };
  readonly appKey: string;
  readonly app: Valid<A>;
}

/** What the check of a kind is told beside the app. */
export interface StackFile {
  /** The values as they were written: tells a default from a choice. */
  readonly raw: unknown;
  /** Undefined while it is missing, which is a problem of its own. */
  readonly region: string | undefined;
}

/** Everything that the configuration knows of one kind of app. */
export interface Kind<S extends z.ZodType> {
  /** Heading of its part of docs/configuration.md. */
  readonly title: string;
  /** Its keys; `kind` is one of them. */
  readonly schema: S;
  /** Part of a stack file, for the document. A test runs it through all checks. */
  readonly example: string;
  /** What is wrong with an app of this kind that its schema cannot see. */
  problems(placed: AppInCluster<z.infer<S>>, file: StackFile): readonly Problem[];
}
