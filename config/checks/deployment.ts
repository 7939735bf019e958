import { branchProblem, repositoryProblem } from "../../aws/gitNames";
import { gotText, type Problem } from "../problems";
import { type Check } from "./check";

/** Whether git can have the repository and the branch. */
export const checkDeployment: Check = ({ config, stack }) => {
  const { repository, branch } = config.deployment ?? {};
  const found = (key: string, value: string, sentence: string | undefined): Problem[] =>
    sentence === undefined
      ? []
      : [{ path: ["deployment", key], sentence: `${sentence}${gotText([], value)}` }];
  const byStack = branch === undefined ? branchProblem(stack) : undefined;
  return [
    ...(repository === undefined
      ? []
      : found("repository", repository, repositoryProblem(repository))),
    ...(branch === undefined ? [] : found("branch", branch, branchProblem(branch))),
    ...found(
      "branch",
      stack,
      byStack && `is the stack's name and ${byStack}; give the branch a name`,
    ),
  ];
};
