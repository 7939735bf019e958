import { type Call } from "../../../support/iam/evaluate";

const account = "eu-west-1:111122223333";

/** A call of the SDK with what IAM decides it by. */
export function callsOf(service: string, name: string, input: Input): Call[] {
  const action = `${service}:${name}`;
  if (action === "ecs:RunTask") {
    return runTaskCalls(String(input["cluster"]));
  }
  const { resources, context = {} } = targetOf(action, input);
  return resources.map((resource) => ({ action, resource, context }));
}

/** A request to a registry; AWS checks the action of ECR that does the same. */
export function registryCall(method: string, repository: string, path: string): Call {
  const kind = path.startsWith("manifests/") ? "manifest" : "blob";
  const action = registryActions[`${method} ${kind}`] ?? `ecr:of ${method} ${path}`;
  return { action, resource: arn("ecr", `repository/${repository}`), context: {} };
}

const registryActions: Readonly<Record<string, string>> = {
  "GET manifest": "ecr:BatchGetImage",
  "PUT manifest": "ecr:PutImage",
  "HEAD blob": "ecr:BatchCheckLayerAvailability",
  "GET blob": "ecr:GetDownloadUrlForLayer",
  "POST blob": "ecr:InitiateLayerUpload",
  "PATCH blob": "ecr:UploadLayerPart",
  "PUT blob": "ecr:CompleteLayerUpload",
};

export type Input = Readonly<Record<string, unknown>>;

interface Target {
  readonly resources: readonly string[];
  readonly context?: Call["context"];
}

/** Of the app web: ECS asks whether the caller may hand the task's roles to it. */
function runTaskCalls(cluster: string): Call[] {
  const passed = { "iam:PassedToService": "ecs-tasks.amazonaws.com" };
  return [
    {
      action: "ecs:RunTask",
      resource: arn("ecs", `task-definition/${cluster}-web:7`),
      context: { "ecs:cluster": arn("ecs", `cluster/${cluster}`) },
    },
    ...["execution", "task"].map((role) => ({
      action: "iam:PassRole",
      resource: `arn:aws:iam::111122223333:role/${cluster}-web-eu-west-1-${role}`,
      context: passed,
    })),
  ];
}

/** Where the resource stands in the input, as the "Service Authorization Reference" has it. */
function targetOf(action: string, input: Input): Target {
  const one = (key: string): string => String(input[key]);
  const many = (key: string): string[] => input[key] as string[];
  const inCluster = (kind: string, name: string) => arn("ecs", `${kind}/${one("cluster")}/${name}`);
  const [service] = action.split(":");
  switch (action) {
    case "codecommit:CreateCommit":
      return {
        resources: [arn("codecommit", one("repositoryName"))],
        context: { "codecommit:References": `refs/heads/${one("branchName")}` },
      };
    case "codepipeline:PutApprovalResult": {
      const names = ["pipelineName", "stageName", "actionName"].map(one);
      return { resources: [arn("codepipeline", names.join("/"))] };
    }
    case "ecs:DescribeServices":
      return { resources: many("services").map((name) => inCluster("service", name)) };
    case "ecs:UpdateService":
    case "ecs:ListServiceDeployments":
      return { resources: [inCluster("service", one("service"))] };
    case "ecs:DescribeServiceRevisions":
      return withService(many("serviceRevisionArns"));
    case "ecs:StopServiceDeployment":
      return withService([one("serviceDeploymentArn")]);
    case "ecs:ExecuteCommand":
      return { resources: [arn("ecs", `cluster/${one("cluster")}`), one("task")] };
    case "ecs:ListTagsForResource":
    case "ecs:TagResource":
    case "ecs:UntagResource":
      return { resources: [one("resourceArn")] };
    case "ecs:DescribeTasks":
      return { resources: many("tasks") };
    case "ecs:ListTasks":
      return {
        resources: [inCluster("container-instance", "*")],
        context: { "ecs:cluster": arn("ecs", `cluster/${one("cluster")}`) },
      };
    case "ecs:DescribeContainerInstances":
      return { resources: many("containerInstances") };
    case "ecs:ListContainerInstances":
      return { resources: [arn("ecs", `cluster/${one("cluster")}`)] };
    case "logs:FilterLogEvents":
      return { resources: [arn("logs", `log-group:${one("logGroupName")}`)] };
    case "logs:GetLogEvents": {
      const stream = `log-stream:${one("logStreamName")}`;
      return { resources: [arn("logs", `log-group:${one("logGroupName")}:${stream}`)] };
    }
    case "scheduler:GetSchedule":
      return { resources: [arn("scheduler", `schedule/default/${one("Name")}`)] };
    case "secretsmanager:DescribeSecret":
      return { resources: [one("SecretId")] };
    case "ssm:GetParameter":
      return { resources: [arn("ssm", `parameter${one("Name")}`)] };
    case "ssm:GetParametersByPath":
      return { resources: [arn("ssm", `parameter${one("Path")}`)] };
    case "iam:SimulatePrincipalPolicy":
      return { resources: [one("PolicySourceArn")] };
    case "ecr:GetAuthorizationToken":
    case "ecs:DescribeTaskDefinition":
    case "ssm:DescribeParameters":
      return { resources: ["*"] };
  }
  switch (service) {
    case "codecommit":
      return { resources: [arn("codecommit", one("repositoryName"))] };
    case "codepipeline":
      return { resources: [arn("codepipeline", String(input["pipelineName"] ?? input["name"]))] };
    case "ecr":
      return { resources: [arn("ecr", `repository/${one("repositoryName")}`)] };
    case "ec2":
    case "elasticloadbalancing":
      return { resources: ["*"] };
  }
  throw new Error(`What ${action} is called on is not known here.`);
}

/** ECS decides by the service that a deployment or revision is of, too. */
function withService(arns: readonly string[]): Target {
  const services = arns.map((one) =>
    one.replace(/:service-\w+\//, ":service/").replace(/\/[^/]+$/, ""),
  );
  return { resources: [...arns, ...new Set(services)] };
}

function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${account}:${resource}`;
}
