import assert from "node:assert/strict";

import { appNamed } from "../../../../cli/apps";
import { rollbacksOf } from "../../../../cli/aws/rollbacks";
import { awsServices } from "../../../../cli/deployment/awsServices";
import { answering, shop } from "../../../support/cli";

const start = new Date("2026-11-20T12:00:00Z").getTime();
const minute = (count: number) => new Date(start + count * 60_000);

/** A service that ECS has rolled back more often than it names on a page, in no order. */
function unlucky(rollbacks: number) {
  const briefs = Array.from({ length: rollbacks }, (_, index) => ({
    status: "ROLLBACK_SUCCESSFUL",
    createdAt: minute((index * 7) % rollbacks),
    targetServiceRevisionArn: `revision/${(index * 7) % rollbacks}`,
  }));
  return answering({
    ListServiceDeploymentsCommand: ({ nextToken = "0" }: { nextToken?: string }) => {
      const next = Number(nextToken) + 20;
      return {
        serviceDeployments: briefs.slice(Number(nextToken), next),
        ...(next < rollbacks && { nextToken: String(next) }),
      };
    },
    DescribeServiceRevisionsCommand: ({
      serviceRevisionArns: arns,
    }: {
      serviceRevisionArns: string[];
    }) => {
      assert.ok(arns.length <= 20, "ECS describes 20 at once");
      return {
        serviceRevisions: arns.map((serviceRevisionArn) => ({
          serviceRevisionArn,
          taskDefinition: `definition of ${serviceRevisionArn}`,
          containerImages: [{ containerName: "web", image: `image of ${serviceRevisionArn}` }],
        })),
      };
    },
  });
}

const newestFirst = Array.from({ length: 45 }, (_, index) => 44 - index);

describe("deployments that ECS rolled back", () => {
  it("are all known to a history, newest first, when they fill more than a page", async () => {
    const found = await rollbacksOf(unlucky(45), appNamed(shop, "main/web"));
    assert.deepEqual(
      found.map(({ createdAt, images }) => [createdAt, images[0]?.imageUri]),
      newestFirst.map((count) => [minute(count), `image of revision/${count}`]),
    );
  });

  it("are all known to a rollback, newest first, when they fill more than a page", async () => {
    const at = { cluster: "staging-main", service: "staging-main-web" };
    const found = await awsServices(unlucky(45)).takenBack(at, minute(0));
    assert.deepEqual(
      found.map(({ createdAt, taskDefinition }) => [createdAt, taskDefinition]),
      newestFirst.map((count) => [minute(count), `definition of revision/${count}`]),
    );
  });
});
