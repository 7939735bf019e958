import { building } from "./building";
import { type Operation } from "./call";
import { managing } from "./managing";

/** Every operation of CodeBuild's API that is served, by its name. */
export const operations: Readonly<Record<string, Operation>> = {
  ...managing,
  ...building,
};
