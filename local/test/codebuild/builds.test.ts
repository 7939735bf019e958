import { type Build, type StartBuildCommandOutput } from "@aws-sdk/client-codebuild";
import assert from "node:assert/strict";

import { fileInZip } from "../../gateway/zip";
import { building, settings, Stand } from "./stand";

/** A buildspec with these commands in its phases. */
function spec(phases: object, rest: object = {}): string {
  return JSON.stringify({ version: 0.2, phases, ...rest });
}

function statuses({ phases = [] }: Build): string[] {
  return phases.map(({ phaseType, phaseStatus }) => `${phaseType ?? ""} ${phaseStatus ?? "-"}`);
}

describe("builds of CodeBuild", () => {
  let stand: Stand;
  const start = async (project: object, input: object = {}): Promise<string> => {
    await stand.call("CreateProject", project);
    return startAgain(input);
  };
  const startAgain = async (input: object = {}): Promise<string> => {
    const { build } = await stand.call<StartBuildCommandOutput>("StartBuild", {
      projectName: "web-build",
      ...input,
    });
    return build?.id ?? "";
  };
  beforeEach(() => {
    stand = new Stand();
  });
  afterEach(() => {
    stand.remove();
  });

  it("run each phase in one shell's surroundings, and give what they export", async () => {
    const buildspec = spec(
      {
        install: { commands: ["mkdir -p a", "cd a", "export PART='it''s'"] },
        build: { commands: 'export WHERE="$(basename "$PWD")" IMAGE="$PART $GIVEN"' },
        post_build: { commands: ["echo $CODEBUILD_BUILD_SUCCEEDING $CODEBUILD_INITIATOR"] },
      },
      {
        env: {
          shell: "bash",
          variables: { GIVEN: "a" },
          "exported-variables": ["WHERE", "IMAGE", "NONE"],
        },
      },
    );
    const given = { environmentVariablesOverride: [{ name: "GIVEN", value: "b 'c'\nd" }] };
    const id = await start(building(buildspec), given);
    const build = await stand.ended(id);
    assert.equal(build.buildStatus, "SUCCEEDED", stand.calls.log.join("\n"));
    assert.equal(build.buildNumber, 1);
    assert.deepEqual(build.exportedEnvironmentVariables, [
      { name: "WHERE", value: "a" },
      { name: "IMAGE", value: "its b 'c'\nd" },
    ]);
    assert.deepEqual(statuses(build), [
      "SUBMITTED SUCCEEDED",
      "QUEUED SUCCEEDED",
      "PROVISIONING SUCCEEDED",
      "DOWNLOAD_SOURCE SUCCEEDED",
      "INSTALL SUCCEEDED",
      "PRE_BUILD SUCCEEDED",
      "BUILD SUCCEEDED",
      "POST_BUILD SUCCEEDED",
      "UPLOAD_ARTIFACTS SUCCEEDED",
      "FINALIZING SUCCEEDED",
      "COMPLETED -",
    ]);
    assert.ok(stand.calls.log.includes("1 ada"));
    assert.ok(stand.calls.log.includes("[Container] Phase complete: BUILD State: SUCCEEDED"));
    assert.equal(build.logs?.groupName, "/aws/codebuild/web-build");
    assert.equal(`web-build:${build.logs.streamName ?? ""}`, id);
  });

  it("go on to POST_BUILD after a failed BUILD, and to nothing after a failed PRE_BUILD", async () => {
    const after = { post_build: { commands: ["echo then $CODEBUILD_BUILD_SUCCEEDING"] } };
    const failing = { commands: ["exit 3", "echo never"], finally: ["echo at last"] };
    const failed = await stand.ended(await start(building(spec({ build: failing, ...after }))));
    assert.equal(failed.buildStatus, "FAILED");
    const phase = failed.phases?.find(({ phaseType }) => phaseType === "BUILD");
    assert.deepEqual(phase?.contexts, [
      {
        statusCode: "COMMAND_EXECUTION_ERROR",
        message: "Error while executing command: exit 3. Reason: exit status 3",
      },
    ]);
    const { log } = stand.calls;
    assert.deepEqual(
      log.filter((line) => ["at last", "then 0", "never"].includes(line)),
      ["at last", "then 0"],
    );
    const early = { buildspecOverride: spec({ pre_build: failing, ...after }) };
    const stopped = await stand.ended(await startAgain(early));
    assert.ok(!statuses(stopped).some((line) => line.startsWith("BUILD ")));
    assert.ok(statuses(stopped).includes("PRE_BUILD FAILED"));
  });

  it("heed on-failure", async () => {
    const commands = ["false"];
    const phases = {
      pre_build: { commands, "on-failure": "CONTINUE" },
      build: { commands, "on-failure": "ABORT" },
      post_build: { commands: ["echo never"] },
    };
    const build = await stand.ended(await start(building(spec(phases))));
    assert.ok(statuses(build).includes("BUILD FAILED"));
    assert.ok(!statuses(build).some((line) => line.startsWith("POST_BUILD")));
  });

  it("read secrets and parameters with the role of the project, or say which is missing", async () => {
    stand.calls.secrets.set("hub", '{"password":"p"}');
    stand.calls.parameters.set("/web/level", "debug");
    const env = {
      "secrets-manager": { PASSWORD: "hub:password" },
      "parameter-store": { LEVEL: "/web/level" },
      "exported-variables": ["PASSWORD", "LEVEL"],
    };
    const phases = { build: { commands: ["true"] } };
    const build = await stand.ended(await start(building(spec(phases, { env }))));
    assert.equal(build.buildStatus, "SUCCEEDED", stand.calls.log.join("\n"));
    assert.deepEqual(build.exportedEnvironmentVariables, [
      { name: "PASSWORD", value: "p" },
      { name: "LEVEL", value: "debug" },
    ]);
    const called = "build ssm:GetParameters arn:aws:ssm:eu-west-1:000000000000:parameter/web/level";
    assert.ok(stand.calls.called.includes(called));
    stand.calls.secrets.clear();
    const failed = await stand.ended(await startAgain());
    const phase = failed.phases?.find(({ phaseStatus }) => phaseStatus === "FAILED");
    assert.equal(phase?.phaseType, "DOWNLOAD_SOURCE");
    assert.match(phase.contexts?.[0]?.statusCode ?? "", /^Secrets Manager Error Message: Resource/);
  });

  it("keep artifacts as an archive in S3, and count the files of reports", async () => {
    const buildspec = spec(
      {
        build: {
          commands: ["mkdir -p out/deep", "echo 1 > out/a.json", "echo 2 > out/deep/b.xml"],
        },
      },
      {
        artifacts: { files: ["**/*"], "base-directory": "out" },
        reports: { tests: { files: ["**/*.xml"], "base-directory": "out" } },
      },
    );
    const artifacts = {
      type: "S3",
      location: "kept",
      path: "web",
      packaging: "ZIP",
      name: "a.zip",
    };
    const build = await stand.ended(await start(building(buildspec, { artifacts })));
    assert.equal(build.buildStatus, "SUCCEEDED", stand.calls.log.join("\n"));
    const archive = stand.calls.objects.get("kept/web/a.zip");
    assert.ok(archive !== undefined);
    assert.equal(fileInZip(archive, "deep/b.xml")?.toString(), "2\n");
    const group = "arn:aws:codebuild:eu-west-1:000000000000:report-group/web-build-tests";
    assert.deepEqual(build.reportArns, [group]);
    assert.ok(stand.calls.noted.includes(`build codebuild:CreateReport ${group}`));
  });

  it("end when they are stopped or take too long, and leave no container", async () => {
    const buildspec = spec({ build: { commands: ["echo begun", "sleep 600"] } });
    const begun = async (): Promise<void> => {
      while (!stand.calls.log.includes("begun")) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      stand.calls.log.length = 0;
    };
    const id = await start(building(buildspec, { timeoutInMinutes: 5 }));
    await begun();
    await stand.call("StopBuild", { id });
    const stopped = await stand.ended(id);
    assert.equal(stopped.buildStatus, "STOPPED");
    assert.ok(statuses(stopped).includes("BUILD STOPPED"));
    const late = await startAgain();
    await begun();
    await stand.clock.advance(5 * 60_000);
    assert.equal((await stand.ended(late)).buildStatus, "TIMED_OUT");
    const removed = stand.docker.commands.filter((command) => command.startsWith("rm --force"));
    assert.ok(removed.some((command) => command.includes(late.slice(late.indexOf(":") + 1))));
  });

  it("give Docker to privileged projects alone, one after the other", async () => {
    const buildspec = spec({ build: { commands: ["echo begun", "sleep 0.2"] } });
    const first = await start(building(buildspec));
    const second = await startAgain();
    await Promise.all([stand.ended(first), stand.ended(second)]);
    const order = stand.docker.commands.filter((command) => /^(run|rm) /.test(command));
    assert.deepEqual(
      order.map((command) => command.split(" ")[0]),
      ["run", "rm", "run", "rm"],
    );
    assert.ok(order[0]?.includes("/var/run/docker.sock:/var/run/docker.sock"));
    const { environment } = settings();
    await stand.call("UpdateProject", {
      name: "web-build",
      environment: { ...environment, privilegedMode: false },
    });
    await stand.ended(await startAgain());
    assert.ok(
      !(stand.docker.commands.filter((command) => command.startsWith("run")).at(-1) ?? "").includes(
        "docker.sock",
      ),
    );
  });

  it("say what is wrong with a buildspec, an image or a start", async () => {
    const failure = ({ phases = [] }: Build): string => {
      const { phaseType, contexts } =
        phases.find(({ phaseStatus }) => phaseStatus === "FAILED") ?? {};
      return `${phaseType ?? ""} ${contexts?.[0]?.statusCode ?? ""} ${contexts?.[0]?.message ?? ""}`;
    };
    const bad = await stand.ended(await start(building("version: 0.1\nphases: {}\n")));
    assert.match(failure(bad), /^DOWNLOAD_SOURCE YAML_FILE_ERROR version must be 0.2, got 0.1/);
    stand.docker.failing.push("pull", "image inspect own/image");
    const missing = await stand.ended(await startAgain({ imageOverride: "own/image:1" }));
    assert.match(failure(missing), /^PROVISIONING CLIENT_ERROR docker pull ended with 1/);
    await assert.rejects(
      startAgain({ computeTypeOverride: "BUILD_GENERAL1_SMALL" }),
      /does not serve/,
    );
    await stand.call("CreateProject", settings({ name: "piped" }));
    await assert.rejects(
      stand.call("StartBuild", { projectName: "piped" }),
      /InvalidInputException: .* started by its pipeline alone/,
    );
  });

  it("that a gateway was running when it died are a fault, and their containers go", async () => {
    const buildspec = spec({ build: { commands: ["echo begun"] } });
    const id = await start(building(buildspec));
    await stand.ended(id);
    const { builds } = stand.service.region("eu-west-1");
    const build = builds.find(id);
    assert.ok(build !== undefined);
    stand.abandon(build);
    stand.restart();
    await stand.service.resume();
    const { builds: found } = await stand.call<{ builds: Build[] }>("BatchGetBuilds", {
      ids: [id],
    });
    assert.equal(found[0]?.buildStatus, "FAULT");
    const { ids } = await stand.call("ListBuildsForProject", { projectName: "web-build" });
    assert.deepEqual(ids, [id]);
  });
});
