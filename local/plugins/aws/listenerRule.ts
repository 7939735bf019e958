import {
  type Action,
  type CreateRuleCommandInput,
  type ModifyRuleCommandInput,
  type Rule,
  type RuleCondition,
} from "@aws-sdk/client-elastic-load-balancing-v2";

import { type Clients } from "../clients";
import { canonical } from "../equivalence";
import { unlessGone } from "../provider/failure";
import { type FunctionEntry, type Properties, type ResourceEntry } from "../resourceEntry";
import { actionOutputs, actionProblems, actionRequests, sameActions } from "./elbActions";
import { elbTags, readElbTags, updateElbTags } from "./elbTags";
import { changedOf, observed, present, record, records, request, required, whole } from "./shapes";

/** Conditions that are lists of values: the input, the API's field, and the API's object. */
const valueConditions = [
  ["hostHeader", "host-header", "HostHeaderConfig"],
  ["httpRequestMethod", "http-request-method", "HttpRequestMethodConfig"],
  ["pathPattern", "path-pattern", "PathPatternConfig"],
  ["sourceIp", "source-ip", "SourceIpConfig"],
] as const;

const missing = ["RuleNotFoundException", "RuleNotFound"];

const listenerRule: ResourceEntry = {
  type: "aws:lb/listenerRule:ListenerRule",
  inputs: ["actions", "conditions", "listenerArn", "priority", "tags"],
  replaceOn: ["listenerArn"],
  computed: ["arn", "priority", "tagsAll"],
  equivalent: { actions: sameActions, conditions: sameConditions },
  validate: (inputs) => {
    const priority = whole(inputs["priority"]);
    const problems = actionProblems("actions", inputs["actions"]);
    return priority === undefined || (priority >= 1 && priority <= 50000)
      ? problems
      : [...problems, { property: "priority", reason: "must be in the range 1-50000" }];
  },
  create: async (clients, inputs) => {
    const elbv2 = await clients.elbv2();
    const { Rules } = await elbv2.createRule(
      request<CreateRuleCommandInput>({
        ListenerArn: inputs["listenerArn"],
        Priority: await freePriority(clients, inputs),
        Conditions: conditionRequests(inputs["conditions"]),
        Actions: actionRequests(inputs["actions"]),
        Tags: elbTags(inputs),
      }),
    );
    return required({ ...Rules?.[0] }, "RuleArn");
  },
  read: async (clients, id, known) => {
    const elbv2 = await clients.elbv2();
    const answer = await unlessGone(() => elbv2.describeRules({ RuleArns: [id] }), ...missing);
    const found = answer?.Rules?.[0];
    if (found === undefined) {
      return undefined;
    }
    return observed({
      arn: id,
      listenerArn: listenerOf(id),
      priority: Number(found.Priority),
      conditions: conditionOutputs(found.Conditions ?? []),
      actions: actionOutputs(found.Actions, known["actions"]),
      tagsAll: await readElbTags(clients, id),
    });
  },
  update: async (clients, id, inputs, previous) => {
    const elbv2 = await clients.elbv2();
    const priority = whole(inputs["priority"]);
    if (priority !== undefined && priority !== previous["priority"]) {
      await refuseTakenPriority(clients, required(inputs, "listenerArn"), priority);
      const RulePriorities = [{ RuleArn: id, Priority: priority }];
      await elbv2.setRulePriorities({ RulePriorities });
    }
    if (changedOf(["actions", "conditions"], previous, inputs).length > 0) {
      await elbv2.modifyRule(
        request<ModifyRuleCommandInput>({
          RuleArn: id,
          Conditions: conditionRequests(inputs["conditions"]),
          Actions: actionRequests(inputs["actions"]),
        }),
      );
    }
    await updateElbTags(clients, id, inputs, previous);
  },
  delete: async (clients, id) => {
    const elbv2 = await clients.elbv2();
    await unlessGone(() => elbv2.deleteRule({ RuleArn: id }), ...missing);
  },
};

/** The declared priority, or as the real provider does the one after the highest. */
async function freePriority(clients: Clients, inputs: Properties): Promise<number> {
  const listener = required(inputs, "listenerArn");
  const priority = whole(inputs["priority"]);
  if (priority !== undefined) {
    await refuseTakenPriority(clients, listener, priority);
    return priority;
  }
  const taken = (await rulesOf(clients, listener)).map((rule) => Number(rule.Priority));
  return Math.max(0, ...taken.filter(Number.isInteger)) + 1;
}

/** AWS gives a priority once a listener; the emulator does not look. */
async function refuseTakenPriority(
  clients: Clients,
  listener: string,
  priority: number,
): Promise<void> {
  const rules = await rulesOf(clients, listener);
  if (!rules.some((rule) => rule.Priority === String(priority))) {
    return;
  }
  const refusal = `Priority '${priority}' is currently in use`;
  throw Object.assign(new Error(refusal), { name: "PriorityInUseException" });
}

async function rulesOf(clients: Clients, listener: string): Promise<Rule[]> {
  const elbv2 = await clients.elbv2();
  const { Rules } = await elbv2.describeRules({ ListenerArn: listener });
  return Rules ?? [];
}

/** `…:listener-rule/app/lb/1/2/3` belongs to `…:listener/app/lb/1/2`. */
function listenerOf(ruleArn: string): string {
  return ruleArn.replace(":listener-rule/", ":listener/").replace(/\/[^/]+$/, "");
}

/** Conditions as the API takes them, one object a field. */
export function conditionRequests(conditions: unknown): RuleCondition[] {
  return records(conditions).flatMap((condition): RuleCondition[] => {
    const lists = valueConditions.flatMap(([input, Field, config]) => {
      const { values } = record(condition[input]);
      return Array.isArray(values) ? [{ Field, [config]: { Values: values } }] : [];
    });
    const header = record(condition["httpHeader"]);
    const query = records(condition["queryStrings"]);
    return [
      ...lists,
      ...("httpHeaderName" in header
        ? [
            {
              Field: "http-header",
              HttpHeaderConfig: present({
                HttpHeaderName: header["httpHeaderName"],
                Values: header["values"],
              }),
            },
          ]
        : []),
      ...(query.length > 0
        ? [
            {
              Field: "query-string",
              QueryStringConfig: {
                Values: query.map(({ key, value }) => present({ Key: key, Value: value })),
              },
            },
          ]
        : []),
    ];
  });
}

/** Conditions in the provider's shape. */
export function conditionOutputs(conditions: readonly RuleCondition[]): Properties[] {
  return conditions.map((condition) => {
    const list = valueConditions.find(([, field]) => field === condition.Field);
    if (list !== undefined) {
      return { [list[0]]: { values: condition[list[2]]?.Values ?? condition.Values ?? [] } };
    }
    if (condition.Field === "http-header") {
      const { HttpHeaderName, Values } = condition.HttpHeaderConfig ?? {};
      return { httpHeader: { httpHeaderName: HttpHeaderName, values: Values ?? [] } };
    }
    const values = condition.QueryStringConfig?.Values ?? [];
    return { queryStrings: values.map(({ Key, Value }) => present({ key: Key, value: Value })) };
  });
}

/** Conditions are a set of sets. */
function sameConditions(existing: unknown, wanted: unknown): boolean {
  const sorted = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(sorted).map(canonical).sort()
      : value !== null && typeof value === "object"
        ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, sorted(item)]))
        : value;
  return (
    canonical(sorted(conditionRequests(existing))) === canonical(sorted(conditionRequests(wanted)))
  );
}

/** By its ARN; of a forward what the weights are now. Blocks are lists here. */
const getListenerRule: FunctionEntry = {
  token: "aws:lb/getListenerRule:getListenerRule",
  invoke: async (clients, args) => {
    const arn = required(args, "arn");
    const elbv2 = await clients.elbv2();
    const found = (await elbv2.describeRules({ RuleArns: [arn] })).Rules?.[0];
    if (found === undefined) {
      throw new Error("empty result");
    }
    return present({
      id: arn,
      arn,
      listenerArn: listenerOf(arn),
      priority: Number(found.Priority),
      actions: (found.Actions ?? []).map((action) =>
        present({
          type: action.Type,
          order: action.Order ?? 1,
          forwards:
            (action.ForwardConfig?.TargetGroups ?? []).length > 0 ? [forwardOf(action)] : [],
        }),
      ),
      region: clients.region,
    });
  },
};

function forwardOf({ ForwardConfig }: Action): Properties {
  const targetGroups = (ForwardConfig?.TargetGroups ?? []).map(({ TargetGroupArn, Weight }) =>
    present({ arn: TargetGroupArn, weight: Weight ?? 1 }),
  );
  return { targetGroups };
}

export const entries: readonly ResourceEntry[] = [listenerRule];

export const functions: readonly FunctionEntry[] = [getListenerRule];
