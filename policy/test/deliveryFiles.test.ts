import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const root = join(__dirname, "..", "..");
const read = (file: string): unknown => parse(readFileSync(join(root, file), "utf8"));

/**
 * `Pulumi.<stack>.deploy.yaml` as the CLI reads it: `workspace.ProjectStackDeployment` and
 * `apitype.DeploymentSettings` of github.com/pulumi/pulumi/sdk/v3 v3.170.0, key by key.
 */
const secret = z.union([
  z.string(),
  z.strictObject({ secret: z.string() }),
  z.strictObject({ ciphertext: z.string() }),
]);
const deploymentFile = z.strictObject({
  settings: z.strictObject({
    tag: z.string().optional(),
    executorContext: z
      .strictObject({
        workingDirectory: z.string().optional(),
        executorImage: z.strictObject({ reference: z.string() }).optional(),
      })
      .optional(),
    sourceContext: z.strictObject({
      git: z.strictObject({
        repoUrl: z.string().optional(),
        branch: z.string(),
        repoDir: z.string().optional(),
        commit: z.string().optional(),
      }),
    }),
    gitHub: z.strictObject({
      repository: z.string().optional(),
      pullRequestTemplate: z.boolean().optional(),
      deployCommits: z.boolean().optional(),
      previewPullRequests: z.boolean().optional(),
      deployPullRequest: z.number().int().optional(),
      paths: z.array(z.string()).optional(),
    }),
    operationContext: z.strictObject({
      oidc: z.strictObject({
        aws: z.strictObject({
          // Go's time.ParseDuration
          duration: z
            .string()
            .regex(/^(\d+h)?(\d+m)?(\d+s)?$/)
            .optional(),
          policyArns: z.array(z.string()).optional(),
          roleArn: z.string(),
          sessionName: z.string(),
        }),
      }),
      preRunCommands: z.array(z.string()).optional(),
      environmentVariables: z.record(z.string(), secret).optional(),
      options: z
        .strictObject({
          skipInstallDependencies: z.boolean().optional(),
          skipIntermediateDeployments: z.boolean().optional(),
          shell: z.string().optional(),
          deleteAfterDestroy: z.boolean().optional(),
          remediateIfDriftDetected: z.boolean().optional(),
        })
        .optional(),
    }),
    agentPoolID: z.string().optional(),
  }),
});

/** The files and folders in the root that a program is made of, by its imports. */
function roomsOf(file: string, seen = new Set<string>()): readonly string[] {
  if (seen.has(file)) {
    return [];
  }
  seen.add(file);
  const room = relative(root, file).split("/")[0] ?? "";
  const imports = [...readFileSync(file, "utf8").matchAll(/ from "(\.[^"]+)"/g)];
  const found = imports.flatMap(([, path = ""]) => {
    const target = join(dirname(file), path);
    const source = [`${target}.ts`, join(target, "index.ts")].find((one) => existsSync(one));
    return source === undefined ? [] : roomsOf(source, seen);
  });
  return [...new Set([room, ...found])];
}

for (const stack of ["staging", "prod"]) {
  describe(`Pulumi.${stack}.deploy.yaml`, () => {
    const file = read(`Pulumi.${stack}.deploy.yaml`);
    const { settings } = deploymentFile.parse(file);

    it("is refused with a key that the CLI does not know", () => {
      const wrong = structuredClone(file) as { settings: Record<string, unknown> };
      wrong.settings["operation"] = {};
      assert.equal(deploymentFile.safeParse(wrong).success, false);
    });

    it("updates on a push and previews pull requests, where the program or the pack changes", () => {
      const { deployCommits, previewPullRequests, paths = [] } = settings.gitHub;
      assert.deepEqual(
        { deployCommits, previewPullRequests },
        { deployCommits: true, previewPullRequests: true },
      );
      const folders = paths.map((path) => path.replace(/\/\*\*$/, ""));
      assert.deepEqual(
        folders.filter((path) => !existsSync(join(root, path))),
        [],
      );
      const needed = [
        // What the engine and ts-node read, and what functions and images are made of.
        ...["Pulumi.yaml", `Pulumi.${stack}.yaml`, "package.json", "package-lock.json"],
        ...["tsconfig.json", "promiseTraces.js", "functions", "examples", "policy"],
        ...roomsOf(join(root, "index.ts")),
      ];
      assert.ok(needed.includes("delivery"));
      assert.deepEqual(
        needed.filter((room) => !folders.includes(room)),
        [],
      );
    });

    it("takes its credentials from OIDC, for an hour, for this stack's role alone", () => {
      const { roleArn, duration } = settings.operationContext.oidc.aws;
      assert.match(roleArn, new RegExp(`:role/slipway-${stack}-deployments$`));
      assert.equal(duration, "1h0m0s");
      assert.equal(settings.operationContext.environmentVariables, undefined);
    });

    it("stops before Pulumi runs when the pack objects", () => {
      const commands = settings.operationContext.preRunCommands ?? [];
      assert.ok(commands.indexOf("npm ci --prefix policy") >= 0);
      assert.equal(
        commands.at(-1),
        `pulumi preview --stack ${stack} --non-interactive --policy-pack policy --policy-pack-config policy/config.${stack}.json`,
      );
    });
  });
}

describe("the workflow for pull requests", () => {
  const text = readFileSync(join(root, ".github", "workflows", "preview.yml"), "utf8");
  const workflow = parse(text) as {
    readonly permissions: object;
    readonly jobs: Readonly<
      Record<
        string,
        {
          readonly permissions: Readonly<Record<string, string>>;
          readonly if: string;
          readonly steps: readonly {
            readonly if?: string;
            readonly uses?: string;
            readonly with?: { readonly ref?: string; readonly path?: string };
            readonly run?: string;
          }[];
          readonly strategy?: { readonly matrix: { readonly stack: readonly string[] } };
        }
      >
    >;
  };

  it("previews each stack that has a configuration of the pack, with the pack", () => {
    const stacks = workflow.jobs["preview"]?.strategy?.matrix.stack ?? [];
    assert.deepEqual([...stacks].sort(), ["prod", "staging"]);
    assert.match(text, /pulumi preview --stack "\$STACK"/);
    assert.match(
      text,
      /--policy-pack target\/policy --policy-pack-config "target\/policy\/config\.\$STACK\.json"/,
    );
  });

  it("takes the pack, its exemptions and its report from the branch that the change is for", () => {
    const steps = workflow.jobs["preview"]?.steps ?? [];
    const checkouts = steps.filter(({ uses = "" }) => uses.startsWith("actions/checkout@"));
    assert.deepEqual(
      checkouts.map((step) => [step.with?.ref, step.with?.path]),
      [
        [undefined, undefined],
        ["${{ github.event.pull_request.base.sha }}", "target"],
      ],
    );
    // Nothing runs or reads a pack that the change brings along.
    const lines = steps.flatMap(({ run = "" }) => run.split("\n"));
    const ofPack = lines.filter((line) => /policy/.test(line.replaceAll("--policy-pack", "")));
    assert.ok(ofPack.length >= 3);
    assert.deepEqual(
      ofPack.filter((line) => !line.includes("target/policy")),
      [],
    );
  });

  it("fails when the preview fails, although its output goes through a pipe", () => {
    assert.match(text, /^defaults:\n {2}run:\n {4}shell: bash$/m);
  });

  it("reports a preview that has failed, too", () => {
    const notCancelled = "${{ !cancelled() }}";
    const steps = workflow.jobs["preview"]?.steps ?? [];
    assert.deepEqual(
      steps.slice(-2).map((step) => step.if),
      [notCancelled, notCancelled],
    );
    assert.match(workflow.jobs["comment"]?.if ?? "", /^\$\{\{ !cancelled\(\) && /);
  });

  for (const [ids, method, path] of [
    ["", "POST", "repos/acme/shop/issues/7/comments"],
    ["41\\n42\\n", "PATCH", "repos/acme/shop/issues/comments/41"],
  ] as const) {
    it(`writes its own comment with ${method} ${path}`, () => {
      const script = workflow.jobs["comment"]?.steps.at(-1)?.run ?? "";
      const folder = mkdtempSync(join(tmpdir(), "slipway-comment-"));
      try {
        mkdirSync(join(folder, "report"));
        writeFileSync(join(folder, "report", "comment-prod.md"), "## Preview of prod\n");
        const gh = `#!/bin/sh\ncase "$*" in *--jq*) printf '${ids}';; *) echo "$@" >> calls;; esac\n`;
        writeFileSync(join(folder, "gh"), gh, { mode: 0o755 });
        const { PATH = "" } = process.env;
        execFileSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
          cwd: folder,
          env: { PATH: `${folder}:${PATH}`, GH_REPO: "acme/shop", NUMBER: "7" },
        });
        const written = (name: string) => readFileSync(join(folder, name), "utf8");
        assert.equal(written("calls"), `api --method ${method} ${path} --field body=@comment.md\n`);
        assert.equal(written("comment.md"), "<!-- slipway preview -->\n## Preview of prod\n");
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }

  it("names the actions of others by their commits: a tag can move", () => {
    const used = Object.values(workflow.jobs).flatMap(({ steps }) =>
      steps.flatMap((s) => s.uses ?? []),
    );
    assert.ok(used.length > 0);
    assert.deepEqual(
      used.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action)),
      [],
    );
  });

  it("gives each job what it needs and nothing else, and a fork nothing", () => {
    assert.deepEqual(workflow.permissions, {});
    assert.deepEqual(workflow.jobs["preview"]?.permissions, {
      contents: "read",
      "id-token": "write",
    });
    assert.deepEqual(workflow.jobs["comment"]?.permissions, { "pull-requests": "write" });
    for (const job of Object.values(workflow.jobs)) {
      assert.match(job.if, /head\.repo\.full_name == github\.repository/);
    }
  });

  it("puts no value of the event into a shell script", () => {
    const scripts = text.split("\n").filter((line) => /^ {10}/.test(line) && line.includes("${{"));
    assert.deepEqual(
      scripts.filter((line) => !/^ +[A-Za-z_-]+: /.test(line)),
      [],
    );
  });
});
