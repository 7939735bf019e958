import assert from "node:assert/strict";

import { type Bench } from "../../support/ecsDeploy";
import { injectFault } from "../../support/http";

export function callsOfAws(bench: () => Bench): void {
  it("counts the tasks of a service over pages", async () => {
    bench().proxy.taken();
    const { status, output } = await bench().run(
      "-c cl -n many -i app:2 -t 60 --max-definitions 1",
    );
    assert.equal(status, 0, output);
    const described = bench()
      .proxy.taken()
      .filter(({ action }) => action === "DescribeTasks");
    const sizes = described.map(({ input }) => (input["tasks"] as string[]).length);
    assert.deepEqual(sizes, [100, 50]);
  });

  it("asks for no more than twice the calls that a deployment needs", async () => {
    bench().proxy.taken();
    await bench().run("-c cl -n svc -i app:16 --no-wait");
    const calls = bench()
      .proxy.taken()
      .map(({ action }) => action);
    assert.deepEqual(calls, [
      "DescribeServices",
      "DescribeTaskDefinition",
      "RegisterTaskDefinition",
      "UpdateService",
    ]);
  });

  it("retries what AWS throttles", async () => {
    for (const action of ["DescribeServices", "RegisterTaskDefinition", "UpdateService"]) {
      const message = "Rate exceeded";
      await injectFault(bench().local.port, {
        service: "ecs",
        action,
        times: 2,
        code: "ThrottlingException",
        message,
      });
    }
    const { status, output } = await bench().run("-c cl -n svc -i app:17");
    assert.equal(status, 0, output);
  });

  it("gives AWS's own words with their request id", async () => {
    const fault = { service: "ecs", action: "UpdateService", times: 1 };
    await injectFault(bench().local.port, {
      ...fault,
      code: "InvalidParameterException",
      message: "No, thank you.",
    });
    const { status, output } = await bench().run("-c cl -n svc -i app:18");
    assert.equal(status, 255);
    assert.match(output, /InvalidParameterException: No, thank you\. \(request [\w-]+\)/);
  });

  it("refuses a service that something else deploys", async () => {
    await bench().aws.ecs.createService({
      cluster: "cl",
      serviceName: "blue",
      taskDefinition: "svc",
      desiredCount: 0,
      deploymentController: { type: "CODE_DEPLOY" },
    });
    const { status, output } = await bench().run("-c cl -n blue -i app:2");
    assert.equal(status, 255);
    assert.match(output, /^The service "blue" is deployed by CODE_DEPLOY, not by ECS itself/);
  });

  it("passes on where and how a task is to run", async () => {
    bench().proxy.taken();
    bench().proxy.answers = { RunTask: { tasks: [], failures: [{ reason: "RESOURCE:MEMORY" }] } };
    try {
      const network = "awsvpcConfiguration={subnets=[subnet-1],securityGroups=[sg-1]}";
      const where = `--launch-type FARGATE --platform-version 1.4.0 --network-configuration ${network}`;
      const line = `-c cl -d svc --run-task --wait-for-success ${where} -i app:2`;
      const { status, stdout } = await bench().run(line);
      const { input } =
        bench()
          .proxy.taken()
          .find(({ action }) => action === "RunTask") ?? {};
      assert.equal(status, 1);
      assert.match(stdout, /^ERROR: ECS started no task: RESOURCE:MEMORY$/m);
      const awsvpcConfiguration = { subnets: ["subnet-1"], securityGroups: ["sg-1"] };
      assert.deepEqual(
        [input?.["launchType"], input?.["platformVersion"], input?.["networkConfiguration"]],
        ["FARGATE", "1.4.0", { awsvpcConfiguration }],
      );
    } finally {
      bench().proxy.answers = {};
    }
  });
}
