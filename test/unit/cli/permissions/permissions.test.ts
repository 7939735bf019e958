import assert from "node:assert/strict";
import { rmSync } from "node:fs";

import { commands } from "../../../../cli/commands";
import { actions, type Action } from "../../../../delivery/permissions/actions";
import { findsStack } from "../../../../delivery/permissions/needs";
import { policyFor } from "../../../../delivery/permissions/policy";
import { type StackParameter } from "../../../../delivery/stackParameter";
import { connectionTo, MemoryIo, shop, typed } from "../../../support/cli";
import { image } from "../../../support/cliFixtures";
import { fakePrograms } from "../../../support/fakePrograms";
import { type Call } from "../../../support/iam/evaluate";
import { roleMay } from "../../../support/iam/simulate";
import { close, listen, portOf } from "../../../support/servers";
import { Account } from "./account";
import { RegistryServer } from "./registryServer";

const prod: StackParameter = {
  ...shop,
  stack: "prod",
  branch: "prod",
  imageRepositories: "shop-prod/",
  clusters: { main: { name: "prod-main", apps: { web: { "/web": ["web"] } } } },
};

/** What is typed in a stack whose app runs an image; several lines are several stories. */
type Story = (staging: Account, type: (line: string) => Promise<void>) => Promise<void>;

const once =
  (line: string): Story =>
  (_staging, type) =>
    type(line);

/** The same where a schedule runs the app's tasks. */
const scheduled =
  (line: string): Story =>
  (staging, type) => {
    staging.schedule();
    return type(line);
  };

/** For each command, every way in which it calls AWS. */
const stories: Readonly<Record<string, readonly Story[]>> = {
  status: [
    async (staging, type) => {
      staging.fate = "hangs";
      staging.release(image("web", "b"));
      await type("status");
    },
    once("status web"),
    scheduled("status"),
  ],
  diff: [
    async (staging, type) => {
      staging.fate = "waits for approval";
      staging.release(image("web", "b"));
      await type("diff web");
    },
  ],
  logs: [once("logs web"), scheduled("logs web")],
  verify: [once("verify web"), scheduled("verify web")],
  history: [
    scheduled("history web"),
    async (staging, type) => {
      staging.startElsewhere();
      staging.fate = "breaks";
      staging.release(image("web", "b"));
      await type("history web");
    },
    async (staging, type) => {
      staging.fate = "fails in the pipeline";
      staging.release(image("web", "b"));
      await type("history web");
    },
  ],
  approve: [
    async (staging, type) => {
      staging.fate = "waits for approval";
      const commit = staging.release(image("web", "b"));
      await type(`approve web --commit ${commit}`);
    },
  ],
  reject: [
    async (staging, type) => {
      staging.fate = "waits for approval";
      const commit = staging.release(image("web", "b"));
      await type(`reject web --commit ${commit}`);
    },
  ],
  release: [
    scheduled(`release web --image ${image("web", "b")}`),
    once(`release web --image ${image("web", "b")}`),
    async (staging, type) => {
      staging.fate = "breaks";
      await type(`release web --image ${image("web", "b")}`);
      // The execution that ECS gave up holds the pipeline.
      staging.fate = "works";
      await type(`release web --image ${image("web", "b")}`);
    },
  ],
  cancel: [
    async (staging, type) => {
      staging.fate = "hangs";
      staging.release(image("web", "b"));
      await type("cancel web");
    },
  ],
  exec: [
    async (staging, type) => {
      await type("exec web");
      staging.openShell();
    },
  ],
  run: [once("run web -- npm run migrate")],
  scale: [once("scale web 3"), once("scale web 0")],
  stop: [once("stop web")],
  start: [
    async (staging, type) => {
      staging.stop();
      await type("start web");
    },
  ],
  restart: [
    once("restart web"),
    async (staging, type) => {
      staging.fate = "hangs";
      await type("restart web --timeout 10s");
    },
    async (staging, type) => {
      staging.fate = "breaks";
      await type("restart web");
    },
  ],
  rollback: [
    async (staging, type) => {
      staging.release(image("web", "b"));
      staging.fate = "breaks";
      await type("rollback web");
    },
    async (staging, type) => {
      staging.fate = "hangs";
      const head = staging.release(image("web", "b"));
      staging.fate = "works";
      await type(`rollback web --to ${head}`);
    },
  ],
};

const declaredBy = (name: string): readonly Action[] =>
  commands.find((one) => one.name === name)?.permissions ?? [];

describe("the permissions of a command", () => {
  const registry = new RegistryServer();

  let programs = "";

  before(async () => {
    programs = fakePrograms({ aws: "exit 0", "session-manager-plugin": "exit 0" });
    await listen(registry.server);
  });
  after(async () => {
    rmSync(programs, { recursive: true });
    await close(registry.server);
  });

  const address = () => `http://127.0.0.1:${portOf(registry.server)}`;

  /** Plays a story; the calls that were made. */
  async function play(story: Story): Promise<readonly Call[]> {
    const io = new MemoryIo({ PATH: programs });
    const staging = new Account(shop, () => io.now(), address());
    staging.release(image("web", "a"));
    await io.wait(60_000);
    await story(staging, async (line) => {
      const surroundings = { connect: () => staging.connect(shop.stack) };
      const { code, stderr } = await typed(line, surroundings, io);
      assert.notEqual(code, 2, stderr);
      await io.wait(60_000);
    });
    return staging.calls;
  }

  /** Promotes what staging runs, whose image it is to break in prod or not. */
  async function promoted(): Promise<Record<"staging" | "prod", readonly Call[]>> {
    const io = new MemoryIo({ AWS_ENDPOINT_URL_ECR: address() });
    const accounts = [shop, prod].map((one) => new Account(one, () => io.now(), address()));
    const [from, to] = accounts;
    assert.ok(from !== undefined && to !== undefined);
    const connect = ({ stack }: { readonly stack?: string | undefined }) =>
      (stack === "prod" ? to : from).connect(stack);
    const repository = image("web", "a").split("@")[0] ?? "";
    from.release(`${repository}@${registry.push("shop-staging/web")}`);
    to.release(image("web", "a").replace("shop-staging", "shop-prod"));
    await io.wait(60_000);
    for (const fate of ["breaks", "works"] as const) {
      to.fate = fate;
      const line = "promote web --from staging --to prod";
      const { code, stderr } = await typed(line, { connect }, io);
      assert.equal(code, fate === "works" ? 0 : 1, stderr);
      await io.wait(60_000);
    }
    const copied = (stack: string) =>
      registry.calls.filter(({ resource }) => resource.includes(`/shop-${stack}/`));
    return {
      staging: [...from.calls, ...copied("staging")],
      prod: [...to.calls, ...copied("prod")],
    };
  }

  function assertSame(calls: readonly Call[], declared: readonly Action[]): void {
    const found: readonly string[] = findsStack;
    const made = calls.map(({ action }) => action).filter((action) => !found.includes(action));
    assert.deepEqual([...new Set(made)].sort(), [...new Set<string>(declared)].sort());
  }

  /** Allows every call of its own stack, and none of a stack of the same account. */
  async function assertEnough(
    calls: readonly Call[],
    declared: readonly Action[],
    stack: StackParameter,
    other: StackParameter,
  ): Promise<void> {
    const own = policyFor([...findsStack, ...declared], stack);
    const foreign = policyFor([...findsStack, ...declared], other);
    for (const call of calls) {
      const text = JSON.stringify(call);
      assert.ok(await roleMay([own], call), `refused: ${text}`);
      const isOfStack = `${call.resource} ${JSON.stringify(call.context)}`.includes(stack.stack);
      assert.equal(await roleMay([foreign], call), !isOfStack, `for another stack: ${text}`);
    }
  }

  for (const [name, told] of Object.entries(stories)) {
    it(`are the calls that slipway ${name} makes, on its own stack alone`, async () => {
      const calls: Call[] = [];
      for (const story of told) {
        calls.push(...(await play(story)));
      }
      assertSame(calls, declaredBy(name));
      await assertEnough(calls, declaredBy(name), shop, prod);
    });
  }

  it("are the calls that slipway promote makes on both of its stacks", async () => {
    const { staging, prod: target } = await promoted();
    assertSame([...staging, ...target], declaredBy("promote"));
    await assertEnough(staging, declaredBy("promote"), shop, prod);
    await assertEnough(target, declaredBy("promote"), prod, shop);
  });

  it("are declared by every command that has a story, and by no other", () => {
    const declaring = commands.filter(({ permissions }) => permissions !== undefined);
    assert.deepEqual(
      declaring.map(({ name }) => name).sort(),
      [...Object.keys(stories), "promote"].sort(),
    );
  });

  it("find the stack by two calls", async () => {
    const account = new Account(shop, () => new Date(), address());
    await account.connect(undefined);
    assert.deepEqual(account.calls.map(({ action }) => action).sort(), [...findsStack].sort());
  });

  it("are actions that some command calls", () => {
    const called = new Set<string>([
      ...findsStack,
      ...commands.flatMap(({ permissions = [] }) => permissions),
    ]);
    assert.deepEqual(
      Object.keys(actions).filter((action) => !called.has(action)),
      [],
    );
  });
});

describe("slipway permissions", () => {
  const see = (line: string) => typed(line, { connect: () => Promise.resolve(connectionTo(shop)) });

  it("prints the policy for commands, with the names of the stack", async () => {
    const { code, stdout } = await see("permissions logs approve");
    assert.equal(code, 0);
    const policy = JSON.parse(stdout) as ReturnType<typeof policyFor>;
    const needed = [...declaredBy("logs"), ...declaredBy("approve"), ...findsStack];
    assert.deepEqual(policy, policyFor(needed, shop));
    assert.deepEqual(
      policy.Statement.find(({ Sid }) => Sid === "Approvals"),
      {
        Sid: "Approvals",
        Effect: "Allow",
        Action: ["codepipeline:PutApprovalResult"],
        Resource: [
          "arn:aws:codepipeline:eu-west-1:111122223333:deployment-staging-*/Approval/Approval",
        ],
      },
    );
  });

  it("prints one for all commands when none is named", async () => {
    const { stdout, stderr } = await see("permissions");
    assert.deepEqual(JSON.parse(stdout), policyFor(Object.keys(actions) as Action[], shop));
    assert.equal(stderr, "");
  });

  it("says when the policy is longer than IAM takes, and is no longer for more apps", async () => {
    const clusters = (count: number, apps: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `cluster-${index}`,
          {
            name: `staging-cluster-${index}`,
            apps: { web: { web: Array.from({ length: apps }, (_app, n) => `a${n}`) } },
          },
        ]),
      );
    const printed = (parameter: StackParameter) =>
      typed("permissions", { connect: () => Promise.resolve(connectionTo(parameter)) });
    assert.equal((await printed({ ...shop, clusters: clusters(2, 200) })).stderr, "");
    const { code, stderr } = await printed({ ...shop, clusters: clusters(12, 1) });
    assert.equal(code, 0);
    assert.match(stderr, /^! It has \d+ characters, and IAM takes 6144 .*: print one for fewer/);
  });

  it("limits commits to the branch of the stack", async () => {
    const policy = policyFor(["codecommit:CreateCommit"], shop);
    const commitTo = (branch: string) =>
      roleMay([policy], {
        action: "codecommit:CreateCommit",
        resource: "arn:aws:codecommit:eu-west-1:111122223333:deployment",
        context: { "codecommit:References": `refs/heads/${branch}` },
      });
    assert.ok(await commitTo("staging"));
    assert.ok(!(await commitTo("prod")));
  });

  it("names the nearest command", async () => {
    const { code, stderr } = await see("permissions relese");
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^✗ slipway has no command "relese"\. Did you mean "release"\?\n {2}Its commands are release, rollback,/,
    );
  });
});
