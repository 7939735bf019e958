import { sameSet } from "../equivalence";
import { type Equivalence } from "../resourceEntry";
import { records } from "./shapes";

/** Strategies of capacity providers are a set, and a base or weight that is not said is 0. */
export const sameStrategies: Equivalence = (existing, wanted) => {
  const full = (value: unknown): unknown =>
    records(value).map((strategy) => ({ base: 0, weight: 0, ...strategy }));
  return sameSet(full(existing), full(wanted));
};
