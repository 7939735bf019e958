import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";

import { buildVariables } from "../../../../../aws/codeBuild";
import { type BuildSettings, buildspec } from "../../../../../components/delivery/build/buildspec";
import { root } from "../../../../support/stackProgram";
import { digest, runBuild } from "./shell";

const repository = "000000000000.dkr.ecr.eu-west-1.amazonaws.com/slipway-prod/web";
const commit = "0123456789abcdef0123456789abcdef01234567";
const image = `${repository}:${commit}`;
const secret = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:hub-AbCdEf";

const settings: BuildSettings = {
  context: ".",
  dockerfile: "Dockerfile",
  args: {},
  environment: {},
  secrets: {},
};
const tested = { ...settings, test: { command: ["npm", "test"] } };
const variables = {
  REPOSITORY_URI: repository,
  COMMIT_ID: commit,
  BRANCH: "main",
  KEPT_FILES: "s3://artifacts/builds/prod--build-web",
};

const called = (calls: readonly (readonly string[])[], ...start: readonly string[]) =>
  calls.filter((call) => start.every((word, index) => call[index] === word));

describe("the commands of a build", function () {
  // Each runs some twenty programs.
  this.timeout(60_000);

  it("build the commit, test it, push it once, and tell its digest", () => {
    const { calls, failed, exported } = runBuild(buildspec(tested), variables);
    assert.equal(failed, false);
    const [build] = called(calls, "docker", "build");
    assert.deepEqual(build, [
      ...["docker", "build", "--file", "Dockerfile"],
      ...["--cache-from", `type=registry,ref=${repository}:cache`],
      ...["--build-arg", "BUILDKIT_INLINE_CACHE=1"],
      ...["--label", `org.opencontainers.image.revision=${commit}`, "--tag", image, "."],
    ]);
    const [run] = called(calls, "docker", "run");
    assert.deepEqual(run?.slice(-3), [image, "npm", "test"]);
    for (const name of buildVariables) {
      assert.ok(run.includes(name), name);
    }
    const pushes = called(calls, "docker", "push").map((call) => call[2]);
    assert.deepEqual(pushes, [image, `${repository}:cache`]);
    const order = calls.map((call) => call[1]);
    assert.ok(order.indexOf("build") < order.indexOf("run"));
    assert.ok(order.indexOf("run") < order.indexOf("push"));
    assert.deepEqual(exported, {
      IMAGE_URI: `${repository}@${digest}`,
      COMMIT_ID: commit,
      BUILD_URL:
        "https://eu-west-1.console.aws.amazon.com/codesuite/codebuild/projects/prod--build-web/build/prod--build-web%3A0123",
    });
  });

  it("push nothing when a test fails, and keep what it left", () => {
    const test = { ...tested.test, reports: "/app/reports", artifacts: "/app/screens" };
    const { calls, failed, exported } = runBuild(buildspec({ ...tested, test }), variables, {
      tests: 1,
    });
    assert.equal(failed, true);
    assert.deepEqual(called(calls, "docker", "push"), []);
    assert.deepEqual(
      called(calls, "docker", "cp").map(([, , from, to = ""]) => [from, basename(to)]),
      [
        ["slipway-test:/app/reports/.", "reports"],
        ["slipway-test:/app/screens/.", "kept"],
      ],
    );
    assert.equal(exported.IMAGE_URI, "");
  });

  it("build nothing again that was tested and pushed before", () => {
    const { calls, failed, exported } = runBuild(buildspec(tested), variables, { built: true });
    assert.equal(failed, false);
    for (const command of ["build", "run", "push"]) {
      assert.deepEqual(called(calls, "docker", command), []);
    }
    assert.equal(exported.IMAGE_URI, `${repository}@${digest}`);
  });

  it("run the tests in a service of a compose file, and take it down whatever comes of it", () => {
    const compose = { file: "compose.test.yaml", service: "web" };
    for (const tests of [0, 1]) {
      const { calls } = runBuild(
        buildspec({ ...tested, test: { ...tested.test, compose } }),
        variables,
        { tests },
      );
      const [run, down] = called(calls, "docker", "compose", "--file", "compose.test.yaml");
      assert.deepEqual(run?.slice(4, 8), ["run", "--no-TTY", "--name", "slipway-test"]);
      assert.deepEqual(run.slice(-3), ["web", "npm", "test"]);
      assert.deepEqual(down?.slice(4), ["down", "--volumes"]);
    }
  });

  const hostile = `x"; touch /tmp/$(id) '\`id\`' && false #`;

  it("take no command from a variable", () => {
    const { calls, failed } = runBuild(buildspec(tested), { ...variables, BRANCH: hostile });
    assert.equal(failed, false);
    assert.equal(called(calls, "docker", "push").length, 2);
  });

  it("hand on each word of the stack file as it is", () => {
    const { calls, failed } = runBuild(
      buildspec({
        ...settings,
        context: "the app",
        dockerfile: "docker/it's.Dockerfile",
        target: hostile,
        args: { MODE: hostile },
        secrets: { TOKEN: secret },
        test: { command: ["sh", "-c", hostile] },
      }),
      variables,
    );
    assert.equal(failed, false);
    const [build] = called(calls, "docker", "build");
    assert.deepEqual(build?.slice(2, 10), [
      ...["--file", "the app/docker/it's.Dockerfile"],
      ...["--target", hostile, "--build-arg", `MODE=${hostile}`],
      ...["--secret", "id=TOKEN,env=TOKEN"],
    ]);
    assert.equal(build.at(-1), "the app");
    assert.equal(called(calls, "docker", "run")[0]?.at(-1), hostile);
  });

  it("sign in to Docker Hub where there is a secret for it", () => {
    const { calls } = runBuild(buildspec({ ...settings, dockerHub: secret }), {
      ...variables,
      DOCKER_HUB_USERNAME: "acme",
    });
    const logins = called(calls, "docker", "login").map((call) => call.slice(2));
    assert.deepEqual(logins, [
      ["--username", "AWS", "--password-stdin", repository.split("/")[0]],
      ["--username", "acme", "--password-stdin"],
    ]);
  });
});

describe("the document of a build", () => {
  it("has bash, secrets as CodeBuild names them, and reports", () => {
    const { version, env, reports } = buildspec({
      ...settings,
      dockerHub: secret,
      secrets: { TOKEN: `${secret}:token::`, WHOLE: secret },
      test: { command: ["true"], reports: "/reports" },
    });
    assert.equal(version, 0.2);
    assert.deepEqual(env, {
      shell: "bash",
      "git-credential-helper": "yes",
      "secrets-manager": {
        TOKEN: `${secret}:token`,
        WHOLE: secret,
        DOCKER_HUB_USERNAME: `${secret}:username`,
        DOCKER_HUB_PASSWORD: `${secret}:password`,
      },
      "exported-variables": ["IMAGE_URI", "COMMIT_ID", "BUILD_URL"],
    });
    assert.deepEqual(reports, {
      tests: {
        files: ["**/*.xml"],
        "base-directory": "/tmp/slipway-reports",
        "file-format": "JUNITXML",
      },
    });
  });

  it("says nothing of secrets and reports where there are none", () => {
    const document = buildspec(settings);
    assert.deepEqual(Object.keys(document), ["version", "env", "phases"]);
    assert.deepEqual(Object.keys(document.env), [
      "shell",
      "git-credential-helper",
      "exported-variables",
    ]);
  });

  it("has variables that docs/delivery.md explains, each of them", () => {
    const text = readFileSync(join(root, "docs", "delivery.md"), "utf8");
    for (const name of buildVariables) {
      assert.ok(text.includes(`| \`${name}\``), name);
    }
  });
});
