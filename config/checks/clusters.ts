import { valueAt } from "../problems";
import { type Check } from "./check";

/** Whether there is anything to make. */
export const checkClusters: Check = ({ raw }) =>
  Object.keys(valueAt(raw, ["clusters"]) ?? {}).length === 0
    ? [
        {
          path: ["clusters"],
          sentence:
            "is required: at least one cluster; docs/configuration.md shows one for each kind of app",
        },
      ]
    : [];
