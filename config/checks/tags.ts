import { mostTags } from "../../aws/tags";
import { type Problem } from "../problems";
import { type Check } from "./check";

/** Whether each resource can carry the stack's tags. */
export const checkTags: Check = ({ config }) => {
  const keys = Object.keys(config.tags ?? {});
  return [
    ...(keys.length > mostTags
      ? [
          {
            path: ["tags"],
            sentence: `must have at most ${mostTags} tags (got "${keys.length}"); AWS allows 50 and the program adds its own`,
          },
        ]
      : []),
    ...sameButForCase(keys),
  ];
};

/** IAM takes two such tags for one and refuses them; so does the resource that carries both. */
function sameButForCase(keys: readonly string[]): Problem[] {
  const known = new Map<string, string>();
  return keys.flatMap((key) => {
    const other = known.get(key.toLowerCase());
    known.set(key.toLowerCase(), key);
    return other === undefined
      ? []
      : [
          {
            path: ["tags", key],
            sentence: `differs from the tag "${other}" in case only, which IAM refuses; remove one of them`,
          },
        ];
  });
}
