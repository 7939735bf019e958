import assert from "node:assert/strict";

import { type Policy } from "../../../../cli/ecsDeploy/policy";
import { run } from "../../../../cli/ecsDeploy/run";
import { type Reach } from "../../../../cli/ecsDeploy/world";
import { worldOf } from "../../../../cli/release/world";
import { ecsChangesAdapter } from "../../../../delivery/aws/ecsChanges";
import { MemoryIo, shop } from "../../../support/cli";
import { image } from "../../../support/cliFixtures";
import { identityAllows, type Call } from "../../../support/iam/evaluate";
import { Account, type Fate } from "../permissions/account";

const none = () => Promise.reject(new Error("a commit changes no service"));

/** Runs the program in an account whose app main/web runs an image; its output and its calls. */
async function ran(line: string, fates: readonly Fate[] = ["works"]) {
  const io = new MemoryIo();
  const account = new Account(shop, () => io.now(), "http://127.0.0.1:1");
  account.release(image("web", "a"));
  await io.wait(60_000);
  account.calls.length = 0;
  const reach: Reach = async () => {
    // What a deployment without a commit connects to is not part of the question.
    const client = await (await account.connect(shop.stack)).clients.ecs();
    account.calls.length = 0;
    return {
      ecs: { service: none, deregister: none },
      changes: ecsChangesAdapter(client),
      schedules: none,
      archive: none,
      stack: async (name) => {
        const connection = await account.connect(name);
        return { ...connection, world: await worldOf(connection, io) };
      },
    };
  };
  const calls: Call[] = [];
  for (const fate of fates) {
    account.fate = fate;
    const code = await run(line.split(" "), io, reach);
    assert.equal(code, fate === "works" ? 0 : 1, io.out + io.err);
    calls.push(...account.calls);
    await io.wait(60_000);
  }
  return { out: io.out, calls };
}

function deniedBy(policy: Policy, calls: readonly Call[]): string[] {
  return calls.filter((call) => !identityAllows([policy], call)).map(({ action }) => action);
}

describe("the policy that ecs-deploy prints for a commit", () => {
  const at = "-c staging-main -n staging-main-web --commit staging";
  const line = `${at} -i ${image("web", "b")}`;
  const policyFor = async (more = "") =>
    JSON.parse((await ran(`${line}${more} --policy`)).out) as Policy;

  it("allows each of its calls, whatever becomes of the deployment", async () => {
    const { calls } = await ran(line, ["breaks", "works"]);
    assert.ok(calls.some(({ action }) => action === "codecommit:CreateCommit"));
    const policy = await policyFor();
    assert.deepEqual(deniedBy(policy, calls), []);
    for (const statement of policy.Statement) {
      const rest = policy.Statement.filter((one) => one !== statement);
      const denied = deniedBy({ ...policy, Statement: rest }, calls);
      // The names of stacks are listed where the one that is wanted is missing.
      const isNeeded = denied.length > 0 || statement.Sid === "StackNames";
      assert.ok(isNeeded, `${statement.Sid} is not needed`);
    }
  });

  it("allows a dry run to read, and not to commit", async () => {
    const policy = await policyFor(" --dry-run");
    assert.deepEqual(deniedBy(policy, (await ran(`${line} --dry-run`)).calls), []);
    const denied = deniedBy(policy, (await ran(line)).calls);
    assert.ok(denied.includes("codecommit:CreateCommit"));
  });

  it("lets a role be assumed first", async () => {
    const role = "arn:aws:iam::111122223333:role/releaser";
    const [assume] = (await policyFor(` -a ${role}`)).Statement;
    assert.deepEqual([assume?.Action, assume?.Resource], [["sts:AssumeRole"], role]);
  });
});
