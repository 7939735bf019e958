import assert from "node:assert/strict";

import { type AppStatus } from "../../../../cli/status/appStatus";
import { describedApps, type StackParameter } from "../../../../delivery/stackParameter";
import { answering, connectionTo, shop, typed, type Outcome } from "../../../support/cli";
import { commitId, historyOf, image, release, service } from "../../../support/cliFixtures";

/** AWS with every app of a stack at rest, except for what a test changes. */
function cloud(parameter: StackParameter, executionStatus = "Succeeded") {
  const ecs = answering({
    DescribeServicesCommand: ({ services }: { services: string[] }) => ({
      services: services.map((serviceName) =>
        service("web", {
          serviceName,
          taskDefinition: serviceName,
          loadBalancers: [{ targetGroupArn: serviceName }],
        }),
      ),
    }),
    DescribeTaskDefinitionCommand: ({ taskDefinition }: { taskDefinition: string }) => {
      const app = taskDefinition.split("-").slice(2).join("-");
      return { taskDefinition: { containerDefinitions: [{ name: app, image: image(app, "a") }] } };
    },
  });
  const elb = answering({
    DescribeTargetHealthCommand: () => ({
      TargetHealthDescriptions: [
        { TargetHealth: { State: "healthy" } },
        { TargetHealth: { State: "healthy" } },
        { TargetHealth: { State: "draining" } },
      ],
    }),
  });
  const codePipeline = answering({
    ListPipelineExecutionsCommand: () => ({
      pipelineExecutionSummaries: [
        {
          pipelineExecutionId: "e-1",
          status: executionStatus,
          sourceRevisions: [{ actionName: "Revision", revisionId: commitId("b") }],
        },
      ],
    }),
    GetPipelineStateCommand: () => ({
      stageStates: [
        {
          stageName: "Approval",
          latestExecution: { pipelineExecutionId: "e-1" },
          actionStates: [
            { actionName: "Approval", latestExecution: { status: "InProgress", token: "t" } },
          ],
        },
      ],
    }),
  });
  const paths = describedApps(parameter).map(({ cluster, app }) => [
    `${cluster}/${app}/revision.json`,
    executionStatus === "InProgress" ? [release(app, "b"), release(app, "a")] : [release(app, "a")],
  ]);
  const connection = connectionTo(parameter, {
    clients: {
      ecs: () => Promise.resolve(ecs as never),
      elb: () => Promise.resolve(elb as never),
      codePipeline: () => Promise.resolve(codePipeline as never),
    },
    store: historyOf(Object.fromEntries(paths) as Parameters<typeof historyOf>[0]),
  });
  const see = (line: string): Promise<Outcome> =>
    typed(line, { connect: () => Promise.resolve(connection) });
  return { see, ecs, codePipeline };
}

describe("slipway status", () => {
  it("shows all apps in a table", async () => {
    const { code, stdout } = await cloud(shop).see("status");
    assert.equal(code, 0);
    assert.equal(
      stdout,
      `Stack staging in eu-west-1, branch staging of deployment

APP           IMAGE                COMMIT   PIPELINE           DEPLOYMENT  TASKS  HEALTHY
batch/mailer  mailer@aaaaaaaaaaaa  aaaaaaa  succeeded bbbbbbb  steady        2/2      2/2
main/api      api@aaaaaaaaaaaa     aaaaaaa  succeeded bbbbbbb  steady        2/2      2/2
main/web      web@aaaaaaaaaaaa     aaaaaaa  succeeded bbbbbbb  steady        2/2      2/2
`,
    );
  });

  it("shows one app in full, with what waits and how to go on", async () => {
    const { code, stdout } = await cloud(shop, "InProgress").see("status main/web");
    assert.equal(code, 0);
    assert.equal(
      stdout,
      `main/web
  kind          web
  image of web  ${image("web", "a")}
  runs commit   aaaaaaa  Ana, 5 minutes ago: Release a
  head commit   bbbbbbb  Ana, 5 minutes ago: Release b
  pipeline      waits for approval bbbbbbb
  deployment    steady
  tasks         2 running, 2 wanted
  targets       2 of 2 healthy
  definition    staging-main-web
! the head, bbbbbbb by Ana 5 minutes ago, does not run: it waits for approval → slipway approve main/web
`,
    );
  });

  it("prints JSON for programs", async () => {
    const { code, stdout } = await cloud(shop).see("status web --json");
    assert.equal(code, 0);
    const { apps, ...rest } = JSON.parse(stdout) as { apps: AppStatus[] };
    assert.deepEqual(rest, {
      stack: "staging",
      region: "eu-west-1",
      repository: "deployment",
      branch: "staging",
    });
    assert.deepEqual(
      apps.map(({ app, kind, headRuns }) => [app, kind, headRuns]),
      [["main/web", "web", true]],
    );
  });

  it("asks for the services of a hundred apps ten at once, and for approvals only where something runs", async () => {
    const apps = Array.from({ length: 100 }, (_, index) => `app-${index}`);
    const many = {
      ...shop,
      clusters: { main: { name: "staging-main", apps: { web: { web: apps } } } },
    };
    const { see, ecs, codePipeline } = cloud(many);
    assert.equal((await see("status")).code, 0);
    const asked = ecs.asked.filter(({ name }) => name === "DescribeServicesCommand");
    assert.equal(asked.length, 10);
    assert.ok(codePipeline.asked.every(({ name }) => name === "ListPipelineExecutionsCommand"));
    assert.equal(codePipeline.asked.length, 100);
  });

  it("names the nearest app and all that there are", async () => {
    const { code, stderr } = await cloud(shop).see("status main/wep");
    assert.equal(code, 2);
    assert.equal(
      stderr,
      '✗ Stack "staging" has no app "main/wep". Did you mean "main/web"?\n  Its apps are batch/mailer, main/api, main/web.\n',
    );
  });
});
