import assert from "node:assert/strict";

import { answering, connectionTo, MemoryIo, shop, typed } from "../../../support/cli";
import { commitId, service } from "../../../support/cliFixtures";

interface World {
  /** Status of the pipeline's newest execution. */
  readonly status?: string;
  readonly deploying?: boolean;
  /** Whether ECS has something to go back from, and goes there. @default true */
  readonly goesBack?: boolean;
}

function world({ status = "InProgress", deploying = true, goesBack = true }: World = {}) {
  const io = new MemoryIo();
  let rests = !deploying;
  const ecs = answering({
    DescribeServicesCommand: () => {
      const rolloutState = rests ? "COMPLETED" : "IN_PROGRESS";
      return {
        services: [service("web", { deployments: [{ id: "1", status: "PRIMARY", rolloutState }] })],
      };
    },
    ListServiceDeploymentsCommand: () => ({
      serviceDeployments: goesBack
        ? [{ serviceDeploymentArn: "arn:d", status: "IN_PROGRESS" }]
        : [],
    }),
    StopServiceDeploymentCommand: () => {
      rests = true;
      return {};
    },
  });
  const codePipeline = answering({
    ListPipelineExecutionsCommand: () => ({
      pipelineExecutionSummaries: [
        {
          pipelineExecutionId: "e-b",
          status,
          startTime: io.now(),
          sourceRevisions: [{ actionName: "Revision", revisionId: commitId("b") }],
        },
      ],
    }),
    StopPipelineExecutionCommand: () => ({}),
  });
  const connection = connectionTo(shop, {
    clients: {
      ecs: () => Promise.resolve(ecs as never),
      codePipeline: () => Promise.resolve(codePipeline as never),
    },
  });
  return {
    see: (line: string) => typed(line, { connect: () => Promise.resolve(connection) }, io),
    stops: () =>
      [...codePipeline.asked, ...ecs.asked].filter(({ name }) => name.startsWith("Stop")),
  };
}

const abandon = (reason: string) => ({
  name: "StopPipelineExecutionCommand",
  input: {
    pipelineName: "deployment-staging-main-web",
    pipelineExecutionId: "e-b",
    abandon: true,
    reason,
  },
});
const stop = {
  name: "StopServiceDeploymentCommand",
  input: { serviceDeploymentArn: "arn:d", stopType: "ROLLBACK" },
};

describe("slipway cancel", () => {
  it("abandons the execution, lets ECS go back, and says what the branch still has", async () => {
    const { see, stops } = world();
    const { code, stdout } = await see("cancel main/web");
    assert.equal(code, 0);
    assert.equal(
      stdout,
      "✓ Cancelled bbbbbbb of main/web. The branch still has it: slipway rollback main/web --stack staging commits the release before.\n",
    );
    assert.deepEqual(stops(), [abandon("Cancelled with slipway"), stop]);
  });

  it("passes on the reason, and stops nothing of ECS where that is at rest", async () => {
    const { see, stops } = world({ deploying: false });
    const { code, stdout } = await see("cancel web -m no --json");
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), {
      stack: "staging",
      app: "main/web",
      commits: [commitId("b")],
      stopped: false,
    });
    assert.deepEqual(stops(), [abandon("no")]);
  });

  it("stops a deployment that no pipeline makes", async () => {
    const { see, stops } = world({ status: "Succeeded" });
    const { stdout } = await see("cancel web");
    assert.match(stdout, /^✓ Cancelled the deployment of main\/web\./);
    assert.deepEqual(stops(), [stop]);
  });

  for (const options of ["", "--no-wait"]) {
    it(`says that ECS goes on where it has nothing to go back to ${options}`.trim(), async () => {
      const { see } = world({ goesBack: false });
      const { code, stdout } = await see(`cancel web ${options}`);
      assert.equal(code, 1);
      assert.equal(
        stdout,
        "… ECS goes on with the deployment of main/web: nothing that ECS can go back from: it is the first, or it has just ended. Its pipeline no longer waits for bbbbbbb.\n",
      );
      const { stdout: json } = await world({ goesBack: false }).see(`cancel web --json ${options}`);
      assert.equal((JSON.parse(json) as { stopped: boolean }).stopped, false);
    });
  }

  it("says that nothing is under way", async () => {
    const { see, stops } = world({ status: "Succeeded", deploying: false });
    const { code, stderr } = await see("cancel web");
    assert.equal(code, 2);
    assert.match(stderr, /^✗ Nothing of main\/web is under way; nothing was done\.\n/);
    assert.deepEqual(stops(), []);
  });
});
