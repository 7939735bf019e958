import { answering } from "./answering";
import { type Operation } from "./call";
import { deciding } from "./deciding";
import { executing } from "./executing";
import { history } from "./history";
import { managing } from "./managing";
import { state } from "./state";
import { tagging } from "./tags";

/** Every operation of CodePipeline's API that is served, by its name. */
export const operations: Readonly<Record<string, Operation>> = {
  ...managing,
  ...executing,
  ...deciding,
  ...answering,
  ...state,
  ...history,
  ...tagging,
};
