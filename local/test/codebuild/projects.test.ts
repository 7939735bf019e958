import { type CreateProjectCommandOutput, type Project } from "@aws-sdk/client-codebuild";
import assert from "node:assert/strict";

import { settings, Stand } from "./stand";

describe("projects of CodeBuild", () => {
  let stand: Stand;
  const found = async (name: string): Promise<Project | undefined> => {
    const { projects } = await stand.call<{ projects: Project[] }>("BatchGetProjects", {
      names: [name],
    });
    return projects[0];
  };
  beforeEach(() => {
    stand = new Stand();
  });
  afterEach(() => {
    stand.remove();
  });

  it("are kept whole, with AWS's defaults, by name and ARN, beyond the gateway's end", async () => {
    const logsConfig = { cloudWatchLogs: { status: "ENABLED", groupName: "builds" } };
    const cache = { type: "S3", location: "cache/web" };
    const variables = [{ name: "A", value: "b" }];
    const { environment } = settings();
    const { project } = await stand.call<CreateProjectCommandOutput>(
      "CreateProject",
      settings({
        logsConfig,
        cache,
        environment: { ...environment, environmentVariables: variables },
      }),
    );
    const arn = "arn:aws:codebuild:eu-west-1:000000000000:project/web-build";
    assert.equal(project?.arn, arn);
    stand.restart();
    assert.deepEqual(await found(arn), project);
    assert.deepEqual(await found("web-build"), {
      ...settings(),
      arn,
      artifacts: { type: "CODEPIPELINE", name: "web-build", packaging: "NONE" },
      autoRetryLimit: 0,
      badge: { badgeEnabled: false },
      cache,
      created: 1767323045.678,
      encryptionKey: "arn:aws:kms:eu-west-1:000000000000:alias/aws/s3",
      environment: {
        ...environment,
        imagePullCredentialsType: "CODEBUILD",
        environmentVariables: [{ name: "A", value: "b", type: "PLAINTEXT" }],
      },
      lastModified: 1767323045.678,
      logsConfig,
      projectVisibility: "PRIVATE",
      queuedTimeoutInMinutes: 480,
      timeoutInMinutes: 60,
    });
  });

  it("keep what an update does not name, and change its time", async () => {
    await stand.call("CreateProject", settings({ description: "Builds web", tags: [] }));
    await stand.clock.advance(60_000);
    const tags = [{ key: "app", value: "web" }];
    await stand.call("UpdateProject", { name: "web-build", timeoutInMinutes: 15, tags });
    const project = await found("web-build");
    assert.equal(project?.description, "Builds web");
    assert.equal(project.timeoutInMinutes, 15);
    assert.deepEqual(project.tags, tags);
    assert.notDeepEqual(project.lastModified, project.created);
  });

  it("are listed by name, and deleted twice without complaint", async () => {
    for (const name of ["web-build", "api-build"]) {
      await stand.call("CreateProject", settings({ name }));
    }
    const names = ["api-build", "web-build"];
    assert.deepEqual((await stand.call("ListProjects"))["projects"], names);
    await stand.call("DeleteProject", { name: "web-build" });
    await stand.call("DeleteProject", { name: "web-build" });
    const { projects, projectsNotFound } = await stand.call("BatchGetProjects", { names });
    assert.equal((projects as object[]).length, 1);
    assert.deepEqual(projectsNotFound, ["web-build"]);
    await assert.rejects(
      stand.call("UpdateProject", { name: "web-build" }),
      /ResourceNotFoundException: Project cannot be found: web-build/,
    );
  });

  it("are refused when the name is taken, or what they ask for is wrong or not served", async () => {
    await stand.call("CreateProject", settings());
    const refused = async (change: object, expected: RegExp): Promise<void> => {
      await assert.rejects(stand.call("CreateProject", settings(change)), expected);
    };
    await refused({}, /ResourceAlreadyExistsException: Project already exists: web-build/);
    const name = "other";
    const artifacts = { type: "NO_ARTIFACTS" };
    await refused({ name, artifacts }, /InvalidInputException: .* both must be CODEPIPELINE/);
    await refused({ name, artifacts, source: { type: "NO_SOURCE" } }, /a buildspec is required/);
    await refused({ name, artifacts, source: { type: "CODECOMMIT" } }, /location must be valid/);
    await refused({ name, artifacts, source: { type: "GITHUB" } }, /does not serve .* GITHUB/);
    const { environment } = settings();
    await refused({ name, environment: { ...environment, type: "WINDOWS_CONTAINER" } }, /WINDOWS/);
    await refused({ name, secondaryArtifacts: [{}] }, /does not serve secondary artifacts/);
    await refused({ name, tags: [{ key: "aws:x", value: "" }] }, /must not begin with "aws:"/);
  });
});
