import assert from "node:assert/strict";

import { type Policy } from "../../../cli/ecsDeploy/policy";
import { until } from "../../support/until";
import { ecsDeployBench, linesOf, type Bench } from "../support/ecsDeploy";
import { gapsOf } from "../support/ecsDeployPolicy";

/** The installed package against a local AWS whose tasks are containers: they fail, end and take their time. */

const prefix = "arn:aws:ecs:eu-west-1:000000000000:task-definition";
const image = "node:22-slim";

/** Serves, unless it is told to end. */
const program = `
const { END } = process.env;
if (END === undefined) require("node:http").createServer((q, s) => s.end("ok")).listen(8080);
else { console.log("ends with " + END); process.exit(Number(END)); }
process.on("SIGTERM", () => process.exit(0));`;

describe("ecs-deploy and tasks that run", () => {
  let bench: Bench;
  const ran = (line: string) => bench.run(line.split(" "));
  const runs = async (service: string) => {
    const { services = [] } = await bench.aws.ecs.describeServices({
      cluster: "cl",
      services: [service],
    });
    return services[0];
  };

  before(async () => {
    bench = await ecsDeployBench(4774, true);
    const { ecs, elb, ec2, logs } = bench.aws;
    await logs.createLogGroup({ logGroupName: "web" });
    const { Vpcs = [] } = await ec2.describeVpcs({});
    const { TargetGroups = [] } = await elb.createTargetGroup({
      Name: "web",
      Protocol: "HTTP",
      Port: 80,
      VpcId: Vpcs[0]?.VpcId,
      HealthCheckIntervalSeconds: 5,
      HealthyThresholdCount: 2,
    });
    const targetGroupArn = TargetGroups[0]?.TargetGroupArn;
    await elb.modifyTargetGroupAttributes({
      TargetGroupArn: targetGroupArn,
      Attributes: [{ Key: "deregistration_delay.timeout_seconds", Value: "0" }],
    });
    await ecs.createCluster({ clusterName: "cl" });
    for (const family of ["web", "breaker", "job"]) {
      await ecs.registerTaskDefinition({
        family,
        executionRoleArn: "arn:aws:iam::000000000000:role/execution",
        containerDefinitions: [
          {
            name: "web",
            image,
            memory: 64,
            command: ["node", "-e", program],
            stopTimeout: 2,
            ...(family === "web" && { portMappings: [{ containerPort: 8080, hostPort: 0 }] }),
            logConfiguration: {
              logDriver: "awslogs",
              options: {
                "awslogs-group": "web",
                "awslogs-region": "eu-west-1",
                "awslogs-stream-prefix": "ecs",
              },
            },
          },
        ],
      });
    }
    const common = { cluster: "cl", desiredCount: 1 };
    await ecs.createService({
      ...common,
      serviceName: "web",
      taskDefinition: "web",
      loadBalancers: [{ targetGroupArn, containerName: "web", containerPort: 8080 }],
    });
    await ecs.createService({
      ...common,
      serviceName: "breaker",
      taskDefinition: "breaker",
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
    });
    for (const service of ["web", "breaker"]) {
      await until(`the first task of ${service}`, async () => {
        const [deployment] = (await runs(service))?.deployments ?? [];
        return deployment?.rolloutState === "COMPLETED" || undefined;
      });
    }
  });
  after(() => bench.remove());

  it("goes back when the new tasks do not run in time, and waits for that", async () => {
    const line = `-c cl -n web --container web=${image} --env web:END=3 -t 20 --enable-rollback`;
    const { status, stdout, output } = await ran(line);
    assert.equal(status, 1, output);
    assert.match(stdout, /^ERROR: .* within 20 seconds/m);
    assert.deepEqual(
      linesOf(stdout).slice(-2),
      [`Rolling back to ${prefix}/web:1`, `Rolled back to ${prefix}/web:1`],
      output,
    );
    assert.equal((await runs("web"))?.taskDefinition, `${prefix}/web:1`);
  });

  it("says what ECS rolled back by itself, and why", async () => {
    const { status, output } = await ran(
      `-c cl -n breaker --container web=${image} --env web:END=3 -t 120`,
    );
    assert.equal(status, 1, output);
    assert.match(output, /^ERROR: The deployment failed and was rolled back: /m);
    await until("the rollback", async () =>
      (await runs("breaker"))?.taskDefinition === `${prefix}/breaker:1` ? true : undefined,
    );
  });

  it("deploys what runs", async () => {
    const { status, stdout, output } = await ran(`-c cl -n web -i ${image} -t 90`);
    assert.equal(status, 0, output);
    assert.equal(linesOf(stdout).at(-1), "Service deployment successful.");
  });

  it("reports a failure with all that its policy lets it read, and leaves the service without a rollback", async () => {
    const line = `-c cl -n web --container web=${image} --env web:END=3 -t 10`;
    bench.proxy.taken();
    const { status, output } = await ran(line);
    const calls = bench.proxy.taken();
    assert.equal(status, 1);
    assert.match(output, /ends with 3/);
    assert.match(output, /exit code 3/);
    assert.doesNotMatch(output, /Rolling back|Not looked at/);
    const policy = JSON.parse((await ran(`${line} --policy`)).stdout) as Policy;
    assert.deepEqual(await gapsOf(policy, calls), { denied: [], unneeded: [] });
    const { stdout } = await ran(`-c cl -n web -d web --version`);
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it("runs a task to its end, and fails with its exit code or when its time is over", async () => {
    const task = "-c cl -d job --run-task --wait-for-success";
    const done = await ran(`${task} --container web=${image} --env web:END=0 -t 60`);
    assert.equal(done.status, 0, done.output);
    assert.match(
      done.stdout,
      /^Task finished with status: STOPPED\nTask \S+ executed successfully!$/m,
    );
    const failed = await ran(`${task} --container web=${image} --env web:END=3 -t 60`);
    assert.equal(failed.status, 1, failed.output);
    assert.match(failed.stdout, /^ERROR: Container web of the task.* exit code: 3$/m);
    const late = await ran(`${task} --container web=${image} --env web:END -t 3`);
    assert.equal(late.status, 1, late.output);
    assert.match(late.stdout, /^ERROR: New task run took longer than 3 seconds$/m);
  });
});
