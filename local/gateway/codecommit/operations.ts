import { branches } from "./branches";
import { type Operation } from "./call";
import { committing } from "./committing";
import { comparing } from "./differences";
import { history } from "./fileHistory";
import { managing } from "./managing";
import { reading } from "./reading";
import { tagging } from "./tags";

/** Every operation of CodeCommit's API that is served, by its name. */
export const operations: Readonly<Record<string, Operation>> = {
  ...managing,
  ...branches,
  ...committing,
  ...reading,
  ...comparing,
  ...history,
  ...tagging,
};
