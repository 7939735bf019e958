import { type ActionTypeId } from "./definition";

/** A type of action that is served, and what its declaration may hold. */
export interface ActionType {
  readonly category: string;
  readonly provider: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** How many artifacts it takes and gives. */
  readonly inputs: Count;
  readonly outputs: Count;
}

export interface Count {
  readonly least: number;
  readonly most: number;
}

const exactly = (count: number): Count => ({ least: count, most: count });

const types: readonly ActionType[] = [
  {
    category: "Source",
    provider: "CodeCommit",
    required: ["RepositoryName", "BranchName"],
    optional: ["PollForSourceChanges", "OutputArtifactFormat"],
    inputs: exactly(0),
    outputs: exactly(1),
  },
  {
    category: "Source",
    provider: "CodeStarSourceConnection",
    required: ["ConnectionArn", "FullRepositoryId", "BranchName"],
    optional: ["DetectChanges", "OutputArtifactFormat"],
    inputs: exactly(0),
    outputs: exactly(1),
  },
  {
    category: "Source",
    provider: "S3",
    required: ["S3Bucket", "S3ObjectKey"],
    optional: ["PollForSourceChanges"],
    inputs: exactly(0),
    outputs: exactly(1),
  },
  // AWS takes and gives up to five artifacts.
  ...["Build", "Test"].map((category) => ({
    category,
    provider: "CodeBuild",
    required: ["ProjectName"],
    optional: ["EnvironmentVariables", "PrimarySource"],
    inputs: exactly(1),
    outputs: { least: 0, most: 1 },
  })),
  {
    category: "Approval",
    provider: "Manual",
    required: [],
    optional: ["NotificationArn", "CustomData", "ExternalEntityLink"],
    inputs: exactly(0),
    outputs: exactly(0),
  },
  {
    category: "Deploy",
    provider: "ECS",
    required: ["ClusterName", "ServiceName"],
    optional: ["FileName", "DeploymentTimeout"],
    inputs: exactly(1),
    outputs: exactly(0),
  },
  {
    category: "Invoke",
    provider: "Lambda",
    required: ["FunctionName"],
    optional: ["UserParameters"],
    // AWS takes none to five of each, too; a function here writes none.
    inputs: { least: 0, most: 5 },
    outputs: exactly(0),
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
