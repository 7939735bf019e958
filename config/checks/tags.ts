import { type Check } from "./check";

/** AWS: 50 tags a resource. Ten are left for those of the program and of a single resource. */
const mostTags = 40;

/** Whether each resource can carry the stack's tags. */
export const checkTags: Check = ({ config }) => {
  const count = Object.keys(config.tags ?? {}).length;
  return count > mostTags
    ? [
        {
          path: ["tags"],
          sentence: `must have at most ${mostTags} tags (got "${count}"); AWS allows 50 and the program adds its own`,
        },
      ]
    : [];
};
