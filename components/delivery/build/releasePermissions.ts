import { pipelinePrefix } from "../../../aws/naming";
import { stackParameterName } from "../../../delivery/stackParameter";
import { type AccountContext } from "../../accountContext";
import { allow, arnOf, document, type PolicyDocument } from "../../policyDocument";
import { commitStatements } from "../commitPermissions";
import { findTasks, lookAtServices } from "../serviceStatements";

/** What the function that releases works on. */
export interface ReleaseScope {
  readonly account: AccountContext;
  readonly stack: string;
  readonly repository: string;
  readonly branch: string;
  readonly repositoryArn: string;
  /** Physical names. */
  readonly clusters: readonly string[];
}

/** What the function that releases may do: commit to the stack's branch, and look at what comes of it. */
export function releasePolicy(scope: ReleaseScope): PolicyDocument {
  const { account, stack, repository, branch, clusters } = scope;
  return document([
    ...commitStatements(scope.repositoryArn, branch),
    allow(
      "FollowPipelines",
      [
        "codepipeline:ListActionExecutions",
        "codepipeline:ListPipelineExecutions",
        "codepipeline:StartPipelineExecution",
      ],
      [arnOf(account, "codepipeline", `${pipelinePrefix(repository, branch)}*`)],
    ),
    lookAtServices(account, clusters),
    // AWS knows no resource for it.
    allow("ReadRevision", ["ecs:DescribeTaskDefinition"], ["*"]),
    // Of scheduled apps.
    findTasks(account, clusters),
    allow(
      "ReadParameter",
      ["ssm:GetParameter"],
      [arnOf(account, "ssm", `parameter${stackParameterName(stack)}`)],
    ),
    allow(
      "AnswerPipeline",
      ["codepipeline:PutJobFailureResult", "codepipeline:PutJobSuccessResult"],
      // A job has no resource; its id is a secret of the pipeline.
      ["*"],
    ),
  ]);
}
