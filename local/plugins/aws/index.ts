import type { FunctionEntry, ResourceEntry } from "../resourceEntry";
import * as ecs from "./ecs";

/** Every resource type that the stand-in serves, one line an AWS service. */
export const entries: readonly ResourceEntry[] = [...ecs.entries];

/** Every provider function that the stand-in serves. */
export const functions: readonly FunctionEntry[] = [];
