import { z } from "zod";

import { hostLimits, spotPercent } from "../../aws/limits";
import { apps } from "./apps";
import { integerIn, named, mapping, oneOf, text } from "./fields";
import { loadBalancer, networkLoadBalancer } from "./loadBalancer";

const ec2 = mapping({
  type: z.literal("ec2").describe("Instances of the account's own, one group a cluster"),
  instanceType: text(
    /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/,
    "must be an EC2 instance type such as t3.small",
  )
    .default("t3.small")
    .describe("Instance type of the hosts. Its processor decides the platform of the images"),
  min: integerIn(hostLimits.min).default(1).describe("Fewest hosts"),
  max: integerIn(hostLimits.max)
    .default(4)
    .describe("Most hosts (ECS: 5000 a cluster). Leave room for the tasks of a deployment"),
  targetCapacityPercent: integerIn(hostLimits.targetCapacityPercent)
    .default(100)
    .describe("How full the hosts shall be; below 100 keeps spare hosts for quick starts"),
  diskGiB: integerIn(hostLimits.diskGiB)
    .default(30)
    .describe("Disk of each host, encrypted. The ECS-optimised image needs 30"),
});

const fargate = mapping({
  type: z.literal("fargate").describe("No hosts of one's own: AWS runs each task"),
  spotPercent: integerIn(spotPercent)
    .default(0)
    .describe(
      "Part of the tasks on spare capacity: cheaper, but may be stopped with 2 minutes' notice",
    ),
});

const cluster = mapping({
  capacity: z.discriminatedUnion("type", [ec2, fargate]).describe("What the tasks run on"),
  architecture: oneOf(["X86_64", "ARM64"])
    .exactOptional()
    .describe("Processor of the tasks; else that of the instance type, and X86_64 on Fargate"),
  loadBalancer: loadBalancer
    .exactOptional()
    .describe("The load balancer of the cluster's web apps; needed by them"),
  networkLoadBalancer: networkLoadBalancer
    .exactOptional()
    .describe("The load balancer that the cluster's TCP apps share; needed by them"),
  containerInsights: oneOf(["enabled", "enhanced", "disabled"])
    .default("enabled")
    .describe("Metrics of CloudWatch Container Insights; AWS charges for them"),
  apps: apps.default({}).describe("The apps of the cluster, by name"),
});

/** Clusters by name. */
export const clusters = named(32, cluster);
