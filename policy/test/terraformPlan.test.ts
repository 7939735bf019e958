import { ecr, ecs, lb, s3, vpc } from "@pulumi/aws";
import assert from "node:assert/strict";

import { terraformPlan, typeNameOf } from "./scanner/terraformPlan";
import { node, subjectsOf } from "./support";

interface Plan {
  readonly planned_values: {
    readonly root_module: {
      readonly resources: readonly { readonly address: string; readonly values: object }[];
    };
  };
  readonly configuration: {
    readonly root_module: { readonly resources: readonly { readonly expressions: object }[] };
  };
}

const planOf = (...nodes: Parameters<typeof subjectsOf>[0]) =>
  terraformPlan(subjectsOf(nodes)) as Plan;

describe("the plan that the scanner reads", () => {
  it("names types as Terraform does", () => {
    const names = [
      ecs.TaskDefinition,
      lb.LoadBalancer,
      ecr.Repository,
      vpc.SecurityGroupIngressRule,
    ];
    assert.deepEqual(
      names.map((one) => typeNameOf(node(one as typeof ecs.TaskDefinition, "it").type)),
      [
        "aws_ecs_task_definition",
        "aws_lb",
        "aws_ecr_repository",
        "aws_vpc_security_group_ingress_rule",
      ],
    );
  });

  it("writes nested objects as blocks and tags as a map", () => {
    const service = node(ecs.Service, "web", {
      desiredCount: 2,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      loadBalancers: [{ containerName: "web", containerPort: 80, targetGroupArn: "arn" }],
      tags: { "slipway:stack": "prod" },
    });
    assert.deepEqual(planOf(service).planned_values.root_module.resources[0]?.values, {
      desired_count: 2,
      deployment_circuit_breaker: [{ enable: true, rollback: true }],
      load_balancer: [{ container_name: "web", container_port: 80, target_group_arn: "arn" }],
      tags: { "slipway:stack": "prod" },
    });
  });

  it("keeps references, which the scanner's graph checks follow", () => {
    const plan = planOf(
      node(s3.Bucket, "logs"),
      node(s3.BucketPublicAccessBlock, "block", {}, { refs: { bucket: "logs" } }),
    );
    assert.deepEqual(plan.configuration.root_module.resources[1]?.expressions, {
      bucket: { references: ["aws_s3_bucket.logs.id", "aws_s3_bucket.logs"] },
    });
  });

  it("leaves out what is not AWS's", () => {
    const component = { ...node(ecs.Service, "web"), type: "slipway:app:WebApp" };
    assert.deepEqual(planOf(component).planned_values.root_module.resources, []);
  });
});
