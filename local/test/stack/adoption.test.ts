import assert from "node:assert/strict";

import { adopted, interruption, type Resource } from "../../stack/adoption";

const home = { region: "eu-west-1", account: "000000000000" };
const service: Resource = {
  urn: "urn:pulumi:local::slipway::aws:ecs/service:Service::web-service",
  type: "aws:ecs/service:Service",
  inputs: { name: "web", cluster: "arn:aws:ecs:eu-west-1:000000000000:cluster/local-main" },
};
const arn = "arn:aws:ecs:eu-west-1:000000000000:service/local-main/web";
const cluster: Resource = { urn: "urn:cluster", type: "aws:ecs/cluster:Cluster", id: "cluster" };

const adoptedOf = (
  pending: readonly Resource[],
  resources: readonly Resource[] = [],
  type = "creating",
) =>
  adopted(
    {
      deployment: {
        resources,
        pending_operations: pending.map((resource) => ({ type, resource })),
      },
    },
    home,
  ).deployment;
const idOf = (type: string, inputs: Readonly<Record<string, unknown>>) =>
  adoptedOf([{ urn: "urn:a", type, inputs }]).resources.map(({ id }) => id);

describe("adoption of what an interrupted update half made", () => {
  it("takes a service into the state under its ARN, to be read back", () => {
    const { resources, pending_operations } = adoptedOf([service], [cluster]);
    assert.deepEqual(resources, [cluster, { ...service, id: arn, initErrors: [interruption] }]);
    assert.deepEqual(pending_operations, []);
  });

  for (const [type, inputs, id] of [
    [
      "aws:ecs/service:Service",
      { name: "web", cluster: "main" },
      arn.replace("local-main", "main"),
    ],
    [
      "aws:ecs/cluster:Cluster",
      { name: "main" },
      "arn:aws:ecs:eu-west-1:000000000000:cluster/main",
    ],
    ["aws:ecr/repository:Repository", { name: "slipway-local/hello" }, "slipway-local/hello"],
    ["aws:codecommit/repository:Repository", { repositoryName: "deployment" }, "deployment"],
    ["aws:codepipeline/pipeline:Pipeline", { name: "deployment-web" }, "deployment-web"],
    ["aws:cloudwatch/logGroup:LogGroup", { name: "/slipway/local/web" }, "/slipway/local/web"],
    ["aws:iam/role:Role", { name: "web-task" }, "web-task"],
    ["aws:s3/bucket:Bucket", { bucket: "artifacts-1" }, "artifacts-1"],
    ["aws:ssm/parameter:Parameter", { name: "/slipway/local" }, "/slipway/local"],
  ] as const) {
    it(`knows the id of ${type} with ${JSON.stringify(inputs)}`, () => {
      assert.deepEqual(idOf(type, inputs), [id]);
    });
  }

  it("leaves alone what only AWS names, and names that are not known", () => {
    assert.deepEqual(idOf("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" }), []);
    assert.deepEqual(idOf("aws:ecs/service:Service", { name: "web" }), []);
    assert.deepEqual(
      idOf("aws:iam/role:Role", { name: { "4dabf18193072939515e22adb298388d": "" } }),
      [],
    );
  });

  it("keeps other pending operations, and creations that it cannot adopt, for the refresh", () => {
    const vpc = { urn: "urn:vpc", type: "aws:ec2/vpc:Vpc" };
    assert.equal(adoptedOf([vpc, service]).pending_operations.length, 1);
    const deleting = adoptedOf([service], [], "deleting");
    assert.deepEqual([deleting.resources.length, deleting.pending_operations.length], [0, 1]);
  });

  it("never takes the place of a resource that is to be replaced and still exists", () => {
    const old = { ...service, id: arn };
    assert.deepEqual(adoptedOf([service], [old]).resources, [old]);
  });

  it("takes the place of one that was deleted before its replacement", () => {
    const deleted = { ...service, id: arn, pendingReplacement: true };
    assert.deepEqual(adoptedOf([service], [deleted]).resources, [
      { ...service, id: arn, initErrors: [interruption] },
    ]);
  });

  it("keeps what the export holds besides", () => {
    const exported = {
      version: 3,
      deployment: { manifest: { time: "now" }, resources: [cluster] },
    };
    const { version, deployment } = adopted(exported, home);
    assert.deepEqual(
      [version, deployment.manifest, deployment.resources],
      [3, { time: "now" }, [cluster]],
    );
  });
});
