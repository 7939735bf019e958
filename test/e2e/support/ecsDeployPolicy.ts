import { identityAllows, type Call } from "../../support/iam/evaluate";
import { checkCall } from "../../support/iam/serviceAuthorization";
import { type PassedCall } from "./recordingProxy";

const arn = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:000000000000:${rest}`;
const last = (value: unknown) => String(value).split("/").at(-1) ?? "";

/** What IAM is asked for a call of ecs-deploy, as the service authorization reference says it. */
export function questionsOf({ service, action, input }: PassedCall): Call[] {
  const cluster = last(input["cluster"]);
  const on = (resource: string, context: Call["context"] = {}): Call => ({
    action: `${service}:${action}`,
    resource,
    context,
  });
  switch (action) {
    case "DescribeServices":
      return (input["services"] as string[]).map((one) =>
        on(arn("ecs", `service/${cluster}/${last(one)}`)),
      );
    case "UpdateService":
      return [on(arn("ecs", `service/${cluster}/${last(input["service"])}`))];
    case "RegisterTaskDefinition": {
      const definition = arn("ecs", `task-definition/${String(input["family"])}:1`);
      const roles = [input["taskRoleArn"], input["executionRoleArn"]].filter(isText);
      const tag: Call = { action: "ecs:TagResource", resource: definition, context: {} };
      return [
        on(definition),
        ...(input["tags"] === undefined ? [] : [tag]),
        ...roles.map((role) => passing(role, "ecs-tasks.amazonaws.com")),
      ];
    }
    case "RunTask":
      return [on(String(input["taskDefinition"]))];
    case "ListTasks":
      return [on(arn("ecs", `container-instance/${cluster}/*`))];
    case "DescribeTasks":
      return (input["tasks"] as string[]).map((one) => on(one));
    case "GetLogEvents":
      return [
        on(
          arn(
            "logs",
            `log-group:${String(input["logGroupName"])}:log-stream:${String(input["logStreamName"])}`,
          ),
        ),
      ];
    case "AssumeRole":
      return [on(String(input["RoleArn"]))];
    case "ListTargetsByRule":
      return [on(arn("events", `rule/${String(input["Rule"])}`))];
    case "PutTargets": {
      const targets = input["Targets"] as { readonly RoleArn: string }[];
      const roles = targets.map(({ RoleArn }) => passing(RoleArn, "events.amazonaws.com"));
      return [on(arn("events", `rule/${String(input["Rule"])}`)), ...roles];
    }
    default:
      return service === "scheduler" ? schedulerQuestions(action, input) : [on("*")];
  }
}

/** Scheduler speaks REST: the method and the path say what is asked. */
function schedulerQuestions(action: string, input: PassedCall["input"]): Call[] {
  const {
    method = "",
    name = "",
    query,
  } = /^(?<method>[A-Z]+) \/schedules\/?(?<name>[^?]*)\??(?<query>.*)$/.exec(action)?.groups ?? {};
  if (name === "") {
    return [{ action: "scheduler:ListSchedules", resource: "*", context: {} }];
  }
  const group = new URLSearchParams(query).get("groupName") ?? String(input["GroupName"]);
  const resource = arn("scheduler", `schedule/${group}/${name}`);
  if (method === "GET") {
    return [{ action: "scheduler:GetSchedule", resource, context: {} }];
  }
  const { RoleArn } = input["Target"] as { readonly RoleArn: string };
  return [
    { action: "scheduler:UpdateSchedule", resource, context: {} },
    passing(RoleArn, "scheduler.amazonaws.com"),
  ];
}

function passing(role: string, service: string): Call {
  return { action: "iam:PassRole", resource: role, context: { "iam:PassedToService": service } };
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

interface Document {
  readonly Statement: readonly { readonly Sid: string }[];
}

/** The calls that a policy denies, and its statements without which none would be denied. */
export async function gapsOf(
  policy: Document,
  calls: readonly PassedCall[],
): Promise<{ readonly denied: string[]; readonly unneeded: string[] }> {
  const questions = calls.flatMap(questionsOf);
  await Promise.all(questions.map(checkCall));
  const isAllowed = (document: Document) => (call: Call) => identityAllows([document], call);
  return {
    denied: questions
      .filter((call) => !isAllowed(policy)(call))
      .map(({ action, resource }) => `${action} on ${resource}`),
    unneeded: policy.Statement.filter((statement) =>
      questions.every(
        isAllowed({
          ...policy,
          Statement: policy.Statement.filter((one) => one !== statement),
        }),
      ),
    ).map(({ Sid }) => Sid),
  };
}
