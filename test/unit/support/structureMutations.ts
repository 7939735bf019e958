import { component, node } from "../../support/handmade";
import { inputs, other, parent, plus, service, type Mutation } from "./mutation";

/** Ways to break what a stack is made of. */
export const structureMutations: readonly Mutation[] = [
  [
    "hangs every resource from a component",
    "aws:sns/topic:Topic app-loose has no parent",
    plus(node("aws:sns/topic:Topic", "app-loose")),
  ],
  [
    "hangs every resource from a component",
    "awsx:ec2:Vpc net-vpc has no parent",
    other("net-vpc", (found) => ({ ...found, parent: undefined })),
  ],
  [
    "begins every name with the name of its component",
    'aws:sns/topic:Topic other is a child of "app" but does not begin with it',
    plus(node("aws:sns/topic:Topic", "other", { parent })),
  ],
  [
    "registers the outputs of every component",
    "slipway:app:Quiet app-quiet registers no outputs",
    plus(component("slipway:app:Quiet", "app-quiet", { outputs: {} })),
  ],
  [
    "makes every AWS resource with the explicit provider",
    "aws:lb/listener:Listener app-http uses the default provider",
    other("app-http", (found) => ({ ...found, provider: "" })),
  ],
  [
    "uses aws.lb and never one of its aliases",
    "aws:alb/targetGroup:TargetGroup app-old has a type that policies on aws.lb do not see",
    plus(node("aws:alb/targetGroup:TargetGroup", "app-old", { parent })),
  ],
  [
    "tags everything that AWS can tag",
    "aws:ecs/taskDefinition:TaskDefinition app-task has no tags",
    other("app-task", (found) => ({ ...found, provider: "" })),
  ],
  [
    "tags everything that AWS can tag",
    "aws:iam/role:Role app-role has no tags",
    inputs("aws", { defaultTags: JSON.stringify({ tags: {} }) }),
  ],
  [
    "hands the tags of the stack on to the hosts",
    'aws:autoscaling/group:Group app-hosts does not hand the tag "slipway:stack" on to its hosts',
    inputs("app-hosts", { tags: [{ key: "slipway:stack", propagateAtLaunch: false }] }),
  ],
  [
    "hands the tags of a service on to its tasks",
    `${service} does not propagate its tags`,
    inputs("app-service", { propagateTags: "NONE" }),
  ],
  [
    "names everything within the limits of AWS",
    "aws:lb/targetGroup:TargetGroup app-targets: its name has 33 characters, AWS takes 32",
    inputs("app-targets", { name: "x".repeat(33) }),
  ],
  [
    "names everything within the limits of AWS",
    'aws:lb/loadBalancer:LoadBalancer app-balancer: AWS does not take the name "internal-a"',
    inputs("app-balancer", { name: "internal-a" }),
  ],
  [
    "names everything within the limits of AWS",
    `aws:lb/targetGroup:TargetGroup ${"app-".padEnd(25, "x")}: its name has 33 characters, AWS takes 32`,
    plus(node("aws:lb/targetGroup:TargetGroup", "app-".padEnd(25, "x"), { parent })),
  ],
  [
    "protects what holds data",
    "aws:s3/bucket:Bucket app-logs is not protected",
    other("app-logs", (found) => ({ ...found, protect: false })),
  ],
  [
    "protects what holds data",
    "aws:s3/bucket:Bucket app-logs may be deleted with all it holds",
    inputs("app-logs", { forceDestroy: true }),
  ],
  [
    "protects what holds data",
    "aws:lb/loadBalancer:LoadBalancer app-balancer has no deletion protection",
    inputs("app-balancer", { enableDeletionProtection: false }),
  ],
];
