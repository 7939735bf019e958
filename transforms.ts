import { type Transforms } from "./components";

/**
 * What this project changes of the resources that the components make, without a change of a component;
 * docs/operations.md has an example.
 */
export const transforms: Transforms = {};
