import { cloudwatch, ecr, ecs, lb } from "@pulumi/aws";
import assert from "node:assert/strict";

import { type Exemption } from "../exemptions";
import { rules } from "../pack";
import { type Rule, resourceRule } from "../rule";
import { type PackConfig, type Settings, preview as violationsOf, unknownText } from "./engine";
import { type Node, node, subjectsOf, urnOf } from "./support";

/** Violations as `policy: message`. */
function preview(
  nodes: readonly Node[],
  settings: Settings & { readonly exemptions?: readonly Exemption[] } = {},
): readonly string[] {
  const { exemptions, config, ...rest } = settings;
  const whole: PackConfig = { ...config, ...(exemptions && { exemptions: { list: exemptions } }) };
  return violationsOf(subjectsOf(nodes), { ...rest, config: whole }).map(
    ({ policy, message }) => `${policy}: ${message}`,
  );
}

const rule = (name: string): Rule => {
  const found = rules.find((candidate) => candidate.name === name);
  assert.ok(found, `no rule ${name}`);
  return found;
};
const oneTask = node(ecs.Service, "web", { desiredCount: 1 });
const twoTasks = { rules: [rule("service-two-tasks")] };
const violation =
  'service-two-tasks: aws.ecs.Service "web": desiredCount is 1. With one task every failed host or zone is an outage. ' +
  "Change: `count: 2` (or `scaling.min: 2`) of the app in Pulumi.<stack>.yaml.";
const exemption: Exemption = {
  rule: "service-two-tasks",
  urn: urnOf("web"),
  reason: "a demo",
  expires: "2026-01-31",
};

describe("the policies that the engine gets", () => {
  it("say which resource, what is wrong, why, and the line to change", () => {
    assert.deepEqual(preview([oneTask], twoTasks), [violation]);
  });

  it("leave resources of other types alone", () => {
    assert.deepEqual(preview([node(cloudwatch.LogGroup, "web")], twoTasks), []);
  });

  it("take a rule's parameters from the stack's configuration", () => {
    const config = { "service-two-tasks": { minimum: 1 } };
    assert.deepEqual(preview([oneTask], { ...twoTasks, config }), []);
  });

  it("object to a policy or a parameter that the pack does not have", () => {
    const config = {
      all: "mandatory",
      "service-two-task": "disabled",
      "service-two-tasks": { minimum: 1, minimun: 3 },
      "values-not-known-yet": { level: "advisory" },
    };
    assert.deepEqual(preview([oneTask], { ...twoTasks, config }), [
      'configuration-is-understood: The configuration names "service-two-task", which is no policy of the pack. ' +
        "Change: its name; docs/policies.md has them all.",
      'configuration-is-understood: The configuration sets "minimun" of service-two-tasks, which has no such parameter. ' +
        "Change: its name; one of minimum.",
      'configuration-is-understood: The configuration sets "level" of values-not-known-yet, which has no such parameter. ' +
        "Change: its name; it has none.",
    ]);
  });

  it("run stack rules over what the engine hands over, with its references", () => {
    const images = node(ecr.Repository, "images");
    const expiry = node(ecr.LifecyclePolicy, "expiry", {}, { refs: { repository: "images" } });
    const lifecycle = { rules: [rule("repository-expires-images")] };
    assert.deepEqual(preview([images, expiry], lifecycle), []);
    assert.deepEqual(preview([images], lifecycle), [
      'repository-expires-images: aws.ecr.Repository "images": it has no lifecycle policy. ' +
        "Images nobody runs cost money forever. Change: an `aws.ecr.LifecyclePolicy` for the repository.",
    ]);
  });

  it("pass on the error of a rule that is broken", () => {
    const broken = resourceRule(ecs.Service, {
      ...rule("service-two-tasks"),
      check: () => {
        throw new TypeError("broken");
      },
    });
    assert.throws(() => preview([oneTask], { rules: [broken] }), /^TypeError: broken$/);
  });
});

describe("values that are not known in a preview", () => {
  const privileged = { rules: [rule("container-not-privileged"), rule("container-logs")] };
  const hidden = node(ecs.TaskDefinition, "task", { containerDefinitions: unknownText });
  const child = node(
    ecs.TaskDefinition,
    "task",
    { containerDefinitions: unknownText },
    { opts: { parent: urnOf("web-task") } },
  );
  const component = (definition: unknown): Node => ({
    ...node(ecs.TaskDefinition, "web-task"),
    type: "slipway:app:TaskDefinition",
    props: { definition },
  });

  it("are reported with the rules that could not run, and are no violation", () => {
    assert.deepEqual(preview([hidden], privileged), [
      'values-not-known-yet: aws.ecs.TaskDefinition "task": containerDefinitions is not known in this preview; ' +
        "not checked: container-logs, container-not-privileged.",
    ]);
  });

  it("are judged by what the component registered in their place", () => {
    const definition = [
      { name: "web", privileged: true, logConfiguration: { logDriver: "awslogs" } },
    ];
    assert.deepEqual(preview([component(definition), child], privileged), [
      'container-not-privileged: aws.ecs.TaskDefinition "task": container "web" is privileged. ' +
        "A privileged container owns the host and every other task on it. " +
        "Change: remove `privileged: true` from the container.",
    ]);
    assert.deepEqual(
      preview([component([{ ...definition[0], privileged: false }]), child], privileged),
      [],
    );
  });

  it("are reported where the component does not know them either", () => {
    assert.equal(preview([component(unknownText), child], privileged).length, 1);
  });

  it("do not keep a stack rule from judging the other resources", () => {
    const roles = { rules: [rule("task-separate-roles")] };
    const unclear = node(ecs.TaskDefinition, "unclear", { taskRoleArn: unknownText });
    const same = node(ecs.TaskDefinition, "same", { taskRoleArn: "a", executionRoleArn: "a" });
    assert.deepEqual(
      preview([unclear, same], roles).map((message) => message.split(".")[0]),
      ["task-separate-roles: aws", "values-not-known-yet: aws"],
    );
  });

  it("do not come from what a provider computes: stack rules judge what was registered", () => {
    const shifting = { rules: [rule("blue-green-needs-own-addresses")] };
    const service = node(ecs.Service, "web", {}, { refs: { taskDefinition: "task" } });
    const task = node(ecs.TaskDefinition, "task", { networkMode: "bridge" });
    const outputs = { deploymentConfiguration: unknownText };
    assert.deepEqual(preview([service, task], { ...shifting, outputs }), []);
  });

  it("do not let an image pass that may differ from the one that runs", () => {
    const keeps = { rules: [rule("task-keeps-running-images")] };
    const task = {
      ...component([{ name: "web", image: "pending" }]),
      outputs: { runningImages: { web: "web@sha256:1" } },
    };
    assert.deepEqual(preview([task, child], keeps), [
      'values-not-known-yet: aws.ecs.TaskDefinition "task": containerDefinitions is not known in this preview; ' +
        "not checked: task-keeps-running-images.",
    ]);
    assert.deepEqual(preview([{ ...task, outputs: { runningImages: {} } }, child], keeps), []);
  });

  it("are said to be missing where another program made the neighbour that a rule needs", () => {
    const group = node(lb.TargetGroup, "group", { healthCheck: { port: "8080" } });
    const alone = node(ecs.Service, "alone", { deploymentConfiguration: { strategy: "CANARY" } });
    const service = node(ecs.Service, "web", {}, { refs: { taskDefinition: "task" } });
    const task = node(ecs.TaskDefinition, "task", {
      containerDefinitions: JSON.stringify([{ portMappings: [{ hostPort: 80 }] }]),
    });
    const names = ["rollout-has-room", "health-check-follows-traffic"];
    const rulesOf = [...names, "blue-green-needs-own-addresses"].map(rule);
    assert.deepEqual(
      preview([group, alone, service, task], { rules: rulesOf }).map((message) =>
        message.replace("values-not-known-yet: ", "").replace("is not known in this preview; ", ""),
      ),
      [
        'aws.ecs.Service "alone": taskDefinition not checked: blue-green-needs-own-addresses, rollout-has-room.',
        'aws.ecs.Service "web": the number of hosts not checked: rollout-has-room.',
        'aws.lb.TargetGroup "group": the service behind it not checked: health-check-follows-traffic.',
      ],
    );
  });

  it("are not reported for a rule that does not read them", () => {
    const unread = node(ecs.Service, "web", { desiredCount: 2, cluster: unknownText });
    assert.deepEqual(preview([unread], twoTasks), []);
  });
});

describe("exemptions", () => {
  const exempt = (change: Partial<Exemption>, today = "2026-01-15", nodes = [oneTask]) =>
    preview(nodes, { ...twoTasks, today, exemptions: [{ ...exemption, ...change }] });

  it("silence one rule for one resource, until the end of their last day", () => {
    assert.deepEqual(exempt({}), []);
    assert.deepEqual(exempt({}, "2026-01-31"), []);
  });

  it("do not silence another resource or another rule", () => {
    assert.ok(exempt({ urn: urnOf("worker") }).includes(violation));
    assert.ok(exempt({ rule: "container-logs" }).includes(violation));
  });

  it("that have expired are violations, and silence nothing", () => {
    assert.deepEqual(exempt({}, "2026-02-01"), [
      violation.replace("is 1.", 'is 1 (its exemption, "a demo", expired on 2026-01-31).'),
      `exemptions-are-current: The exemption of ${exemption.urn} from service-two-tasks expired on 2026-01-31 ("a demo"). ` +
        "Change: put the resource right, or decide on a new day.",
    ]);
  });

  it("that nothing needs are violations", () => {
    const inOrder = [node(ecs.Service, "web", { desiredCount: 2 })];
    assert.deepEqual(exempt({}, "2026-01-15", inOrder), [
      `exemptions-are-current: The exemption of ${exemption.urn} from service-two-tasks is not used: ` +
        "the resource is in order or does not exist. Change: remove it.",
    ]);
  });

  it("without a reason, a day or a known rule are violations", () => {
    const about = `exemptions-are-current: The exemption of ${exemption.urn} from`;
    assert.deepEqual(exempt({ reason: " " }), [
      `${about} service-two-tasks gives no reason. Change: fill in its "reason".`,
    ]);
    assert.deepEqual(exempt({ expires: "soon" }).slice(1), [
      `${about} service-two-tasks expires on "soon", which is not a day as YYYY-MM-DD. Change: its "expires".`,
    ]);
    assert.match(exempt({ expires: "2026-02-30" }).join(), /"2026-02-30", which is not a day as/);
    assert.deepEqual(exempt({ rule: "two-tasks" }).slice(1), [
      `${about} two-tasks names a rule that the pack does not have. Change: correct its "rule".`,
    ]);
  });
});
