import assert from "node:assert/strict";

import { type Deployment, stages } from "../../../../components/delivery/stages";

describe("the stages of a pipeline", () => {
  const deployment: Deployment = {
    repository: "deployment",
    branch: "prod",
    path: "main/web/revision.json",
    cluster: "prod-main",
    family: "prod-main-web",
    by: { action: "ecs", roleArns: [] },
    timeoutMinutes: 15,
  };

  it("fetch a commit without polling, then deploy the app's own file in time", () => {
    const [source, deploy, ...more] = stages(deployment);
    assert.deepEqual(more, []);
    assert.deepEqual(source, {
      name: "Source",
      actions: [
        {
          name: "Revision",
          category: "Source",
          owner: "AWS",
          provider: "CodeCommit",
          version: "1",
          outputArtifacts: ["revision"],
          configuration: {
            RepositoryName: "deployment",
            BranchName: "prod",
            PollForSourceChanges: "false",
          },
        },
      ],
    });
    assert.deepEqual(deploy, {
      name: "Deploy",
      actions: [
        {
          name: "Deploy",
          category: "Deploy",
          owner: "AWS",
          provider: "ECS",
          version: "1",
          inputArtifacts: ["revision"],
          configuration: {
            ClusterName: "prod-main",
            ServiceName: "prod-main-web",
            FileName: "main/web/revision.json",
            DeploymentTimeout: "15",
          },
        },
      ],
    });
  });

  it("call the function of an app without a service, which reads the commit itself", () => {
    const [, deploy] = stages({ ...deployment, by: { action: "function", functionName: "run" } });
    assert.deepEqual(deploy, {
      name: "Deploy",
      actions: [
        {
          name: "Deploy",
          category: "Invoke",
          owner: "AWS",
          provider: "Lambda",
          version: "1",
          inputArtifacts: ["revision"],
          configuration: { FunctionName: "run" },
        },
      ],
    });
  });

  it("wait for a person in between, where one must approve", () => {
    const asking = stages({ ...deployment, approval: { topicArn: "arn:topic" } });
    assert.deepEqual(
      asking.map(({ name }) => name),
      ["Source", "Approval", "Deploy"],
    );
    const configuration = [asking[1]?.actions].flat();
    assert.match(JSON.stringify(configuration), /"NotificationArn":"arn:topic"/);
  });
});
