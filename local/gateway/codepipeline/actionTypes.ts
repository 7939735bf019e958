import { type ActionTypeId } from "./definition";

/** A type of action that is served, and what its declaration may hold. */
export interface ActionType {
  readonly category: string;
  readonly provider: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** How many artifacts it takes and gives. */
  readonly inputs: number;
  readonly outputs: number;
}

const types: readonly ActionType[] = [
  {
    category: "Source",
    provider: "CodeCommit",
    required: ["RepositoryName", "BranchName"],
    optional: ["PollForSourceChanges", "OutputArtifactFormat"],
    inputs: 0,
    outputs: 1,
  },
  {
    category: "Approval",
    provider: "Manual",
    required: [],
    optional: ["NotificationArn", "CustomData", "ExternalEntityLink"],
    inputs: 0,
    outputs: 0,
  },
  {
    category: "Deploy",
    provider: "ECS",
    required: ["ClusterName", "ServiceName"],
    optional: ["FileName", "DeploymentTimeout"],
    inputs: 1,
    outputs: 0,
  },
  {
    category: "Invoke",
    provider: "Lambda",
    required: ["FunctionName"],
    optional: ["UserParameters"],
    // AWS takes none to five of each; a function here gets the commit that it deploys.
    inputs: 1,
    outputs: 0,
  },
];

export function actionType(id: ActionTypeId): ActionType | undefined {
  return types.find(
    ({ category, provider }) =>
      id.owner === "AWS" &&
      id.version === "1" &&
      id.category === category &&
      id.provider === provider,
  );
}
