import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { fakePrograms } from "../../support/fakePrograms";
import { close, listen, portOf } from "../../support/servers";
import { root } from "../../support/stackProgram";

const registry = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
const commit = "0123456789abcdef0123456789abcdef01234567";
const role = "arn:aws:iam::123456789012:role/prod-web-eu-west-1-access";
const digest = `sha256:${"a".repeat(64)}`;
const table = `# comment
main       stack=prod    region=eu-west-1 repository=${registry}/shop-prod/web role=${role}
release/*  stack=staging region=eu-west-1 repository=${registry}/shop-staging/web dockerfile=Dockerfile.staging target=debug
broken     stack=prod    region=eu-west-1
odd        stak=prod
`;

/** Programs that note how they were called; the registry has a commit once it was pushed. */
const programs = (called: string, pushed: string) => ({
  // It reads its input to the end, so the program that writes it has noted its call before.
  docker: `case "$*" in login*) cat >/dev/null ;; esac
echo "docker $*" >>${called}
case "$*" in
"buildx imagetools"*) [ -e ${pushed} ] && echo ${digest} || exit 1 ;;
"buildx build"*) exit "$BUILD_ENDS" ;;
run*) exit "$TEST_ENDS" ;;
push*) touch ${pushed} ;;
esac`,
  aws: `echo "aws $* as $AWS_ROLE_ARN" >>${called}; echo password`,
  slipway: `echo "slipway $* in $AWS_REGION with $(cat "$AWS_WEB_IDENTITY_TOKEN_FILE" 2>/dev/null)" >>${called}`,
});

/** Some link the command line into a folder of their PATH, as docs/cli.md says. */
const pathWithoutSlipway = (process.env["PATH"] ?? "")
  .split(":")
  .filter((folder) => !existsSync(join(folder, "slipway")))
  .join(":");

interface Ran {
  readonly code: number | null;
  readonly stderr: string;
  readonly calls: readonly string[];
}

describe("ci/release.sh", function () {
  this.timeout(60_000);

  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-ci-"));
    mkdirSync(join(folder, "ci"));
    copyFileSync(join(root, "ci", "release.sh"), join(folder, "ci", "release.sh"));
    writeFileSync(join(folder, "ci", "branches"), table);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const pushed = () => join(folder, "pushed");

  async function ran(
    env: Readonly<Record<string, string>>,
    fakes: (called: string, pushed: string) => Record<string, string> = programs,
  ): Promise<Ran> {
    const called = join(folder, "called");
    const path = fakePrograms(fakes(called, pushed()));
    const child = spawn("sh", ["ci/release.sh"], {
      cwd: folder,
      env: {
        ...{ PATH: `${path}:${pathWithoutSlipway}`, SLIPWAY_APP: "main/web" },
        ...{ BUILD_ENDS: "0", TEST_ENDS: "0", SLIPWAY_TEST: "npm test", ...env },
      },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let stderr = "";
    child.stderr.on("data", (part: Buffer) => (stderr += part.toString()));
    const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
    rmSync(path, { recursive: true });
    const calls = existsSync(called) ? readFileSync(called, "utf8").trimEnd().split("\n") : [];
    return { code, stderr, calls };
  }

  const gitlab = { CI_COMMIT_BRANCH: "main", CI_COMMIT_SHA: commit, SLIPWAY_ID_TOKEN: "token" };
  const kinds = (calls: readonly string[]) =>
    calls.map((call) =>
      call
        .split(" ")
        .slice(0, call.startsWith("docker buildx") ? 3 : 2)
        .join(" "),
    );

  describe("without slipway on PATH", () => {
    /** git makes the clone, with a program in it that notes its calls. */
    const cloning = (called: string, done: string) => {
      const { slipway, ...others } = programs(called, done);
      return {
        ...others,
        git: `echo "git $1 $5" >>${called}; mkdir -p "$6/cli"
cat >"$6/cli/slipway" <<'EOF'
#!/bin/sh
${slipway}
EOF
chmod +x "$6/cli/slipway"`,
        npm: `echo "npm $1" >>${called}`,
      };
    };

    it("clones the repository that has it, and releases with that", async () => {
      const env = { ...gitlab, SLIPWAY_REPOSITORY: "https://git.example/infra" };
      const { code, calls, stderr } = await ran(env, cloning);
      assert.equal(code, 0, stderr);
      assert.deepEqual(calls.slice(0, 2), ["git clone https://git.example/infra", "npm ci"]);
      assert.match(calls.at(-1) ?? "", /^slipway release main\/web --stack prod /);
    });

    it("says what is missing where nothing names that repository, before it builds", async () => {
      const { code, calls, stderr } = await ran(gitlab, cloning);
      assert.equal(code, 2);
      assert.deepEqual(calls, []);
      assert.match(stderr, /slipway is not on PATH; set SLIPWAY_REPOSITORY/);
    });
  });

  it("builds, tests, pushes once with the commit as tag, and releases the digest", async () => {
    const { code, calls, stderr } = await ran(gitlab);
    assert.equal(code, 0, stderr);
    assert.deepEqual(kinds(calls), [
      "aws ecr",
      "docker login",
      "docker buildx imagetools",
      "docker buildx inspect",
      "docker buildx build",
      "docker run",
      "docker tag",
      "docker push",
      "docker buildx imagetools",
      "slipway release",
    ]);
    assert.ok(calls.includes(`docker push ${registry}/shop-prod/web:${commit}`));
    assert.ok(calls.includes(`aws ecr get-login-password as ${role}`));
    assert.equal(
      calls.at(-1),
      `slipway release main/web --stack prod --region eu-west-1 --image ${registry}/shop-prod/web@${digest} --message Release ${commit} of main in eu-west-1 with token`,
    );
  });

  it("takes another Dockerfile and target where the branch's line says so, and needs no role", async () => {
    const { code, calls } = await ran({ CIRCLE_BRANCH: "release/1.2", CIRCLE_SHA1: commit });
    assert.equal(code, 0);
    assert.ok(calls.some((call) => /--file Dockerfile\.staging .*--target debug /.test(call)));
    assert.match(calls.at(-1) ?? "", /--stack staging .* with$/);
  });

  for (const [what, env] of Object.entries({
    "a branch without a line": { CIRCLE_BRANCH: "feature", CIRCLE_SHA1: commit },
    "a pull request on GitHub": {
      ...{ GITHUB_EVENT_NAME: "pull_request_target", GITHUB_REF_NAME: "main" },
      ...{ GITHUB_SHA: commit, GITHUB_REF_TYPE: "branch" },
    },
    "a tag of the name of a branch": {
      ...{ GITHUB_EVENT_NAME: "push", GITHUB_REF_NAME: "main" },
      ...{ GITHUB_SHA: commit, GITHUB_REF_TYPE: "tag" },
    },
    "a merge request on GitLab": { CI_COMMIT_SHA: commit },
    "a pull request on Bitbucket": {
      ...{ BITBUCKET_BRANCH: "main", BITBUCKET_COMMIT: commit, BITBUCKET_PR_ID: "7" },
    },
  })) {
    it(`builds and tests ${what}, says so, and signs in nowhere`, async () => {
      const { code, calls, stderr } = await ran(env);
      assert.equal(code, 0, stderr);
      assert.deepEqual(kinds(calls), ["docker buildx build", "docker run"]);
      assert.match(stderr, /maps to no stack in ci\/branches: built and tested, not released\n$/);
    });
  }

  for (const ends of ["BUILD_ENDS", "TEST_ENDS"]) {
    it(`pushes and releases nothing when ${ends} with 3`, async () => {
      const { code, calls } = await ran({ ...gitlab, [ends]: "3" });
      assert.equal(code, 3);
      assert.deepEqual(
        calls.filter((call) => /^docker (?:tag|push)|^slipway/.test(call)),
        [],
      );
    });
  }

  it("releases what a first run has pushed without building it again", async () => {
    writeFileSync(pushed(), "");
    const { code, calls } = await ran(gitlab);
    assert.equal(code, 0);
    assert.deepEqual(kinds(calls), [
      "aws ecr",
      "docker login",
      "docker buildx imagetools",
      "slipway release",
    ]);
  });

  it("asks GitHub for a token for AWS before each use", async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url, request.headers.authorization);
      response.end(JSON.stringify({ value: `token-${asked.length / 2}` }));
    });
    await listen(server);
    const { code, calls, stderr } = await ran({
      ...{ GITHUB_EVENT_NAME: "push", GITHUB_REF_NAME: "main", GITHUB_SHA: commit },
      ...{ ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${portOf(server)}/token?api=2` },
      ...{ ACTIONS_ID_TOKEN_REQUEST_TOKEN: "bearer" },
    });
    await close(server);
    assert.equal(code, 0, stderr);
    const once = ["/token?api=2&audience=sts.amazonaws.com", "Bearer bearer"];
    assert.deepEqual(asked, [...once, ...once]);
    assert.match(calls.at(-1) ?? "", / with token-2$/);
  });

  for (const [branch, sentence] of [
    ["broken", /ci\/branches, line 4: needs stack=, region= and repository=/],
    ["odd", /ci\/branches, line 5: "stak=prod" is none of stack=, region=, /],
  ] as const) {
    it(`refuses the line of ${branch}`, async () => {
      const { code, calls, stderr } = await ran({ ...gitlab, CI_COMMIT_BRANCH: branch });
      assert.deepEqual([code, calls], [2, []]);
      assert.match(stderr, sentence);
    });
  }

  it("says how a job gets a token, and which app is wanted", async () => {
    const { code, stderr } = await ran({ ...gitlab, SLIPWAY_ID_TOKEN: "" });
    assert.equal(code, 2);
    assert.match(stderr, /there is no OIDC token to take arn:aws:iam::.* with: id-token: write/);
    assert.match((await ran({ SLIPWAY_APP: "" })).stderr, /SLIPWAY_APP is not set/);
  });
});
