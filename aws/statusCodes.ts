/** What is wrong with the status codes that a target group takes for healthy. */
export function matcherProblem(matcher: string): string | undefined {
  const backwards = matcher
    .split(",")
    .find((part) => Number(part.split("-")[0]) > Number(part.split("-")[1] ?? Infinity));
  return backwards === undefined
    ? undefined
    : `the range ${backwards} is the wrong way round; write ${backwards.split("-").reverse().join("-")}`;
}
