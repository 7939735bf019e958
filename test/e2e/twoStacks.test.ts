import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";

import { clients } from "./support/clients";
import { deliveryClients } from "./support/deliveryClients";
import { fetchLocal } from "./support/http";
import { pushedImage } from "./support/images";
import { localAws } from "./support/localAws";
import { succeeded } from "./support/run";
import { workingCopy } from "./support/workingCopy";

const app = "main/web";

/** Staging and prod side by side in one account; prod uses the deployment repository that staging owns. */
describe("two stacks in one account", () => {
  const copy = workingCopy();
  const local = localAws(4750, copy);
  const aws = clients(local.endpoint);
  const staging = deliveryClients(local.endpoint, "staging");
  const prod = deliveryClients(local.endpoint, "prod");

  before(async () => {
    await local.start();
    for (const stack of ["staging", "prod"]) {
      writeStack(copy, stack);
      succeeded(await local.pulumi("stack", "init", stack), `pulumi stack init ${stack}`);
      const up = await local.pulumi("up", "--yes", "--skip-preview", "--stack", stack);
      succeeded(up, `pulumi up of ${stack}`);
    }
    for (const delivery of [staging, prod]) {
      await delivery.begun(app);
    }
  });

  after(() => local.remove());

  const imageOf = async (stack: string): Promise<string> => {
    const { services = [] } = await aws.ecs.describeServices({
      cluster: `${stack}-main`,
      services: [`${stack}-main-web`],
    });
    const { taskDefinition } = await aws.ecs.describeTaskDefinition({
      taskDefinition: services[0]?.taskDefinition,
    });
    return taskDefinition?.containerDefinitions?.[0]?.image ?? assert.fail(`${stack} runs nothing`);
  };
  const versionOf = async (stack: string): Promise<string | undefined> => {
    const printed = await local.pulumi("stack", "output", "urls", "--json", "--stack", stack);
    const urls = JSON.parse(succeeded(printed, "pulumi stack output").stdout) as Record<
      string,
      string
    >;
    return /Version <strong>([\d.]+)</.exec((await fetchLocal(urls[app] ?? "")).body)?.[1];
  };

  it("come up beside each other, each with its own branch of one repository", async () => {
    assert.deepEqual([await versionOf("staging"), await versionOf("prod")], ["1.0.0", "1.0.0"]);
    assert.notEqual(await staging.head(), await prod.head());
    const { repositories } = await staging.codeCommit.listRepositories({});
    assert.deepEqual(
      repositories?.map(({ repositoryName }) => repositoryName),
      ["deployment"],
    );
  });

  it("stay as they are when either is brought up again", async () => {
    for (const stack of ["staging", "prod"]) {
      const preview = await local.pulumi(
        "preview",
        "--expect-no-changes",
        "--diff",
        "--stack",
        stack,
      );
      succeeded(preview, `pulumi preview of ${stack}`);
    }
  });

  it("are released one by one", async () => {
    const image = await pushedImage(
      local,
      { tag: "second", version: "2.0.0" },
      "slipway-staging/hello",
    );
    const before_ = await prod.executions(app);
    succeeded(
      await local.slipway("release", app, "--stack", "staging", "--image", image),
      "slipway release",
    );
    assert.deepEqual([await versionOf("staging"), await versionOf("prod")], ["2.0.0", "1.0.0"]);
    assert.equal((await prod.executions(app)).length, before_.length);
  });

  it("run the same digest after a promotion, from a repository of their own each", async () => {
    succeeded(
      await local.slipway("promote", app, "--from", "staging", "--to", "prod"),
      "slipway promote",
    );
    assert.equal(await versionOf("prod"), "2.0.0");
    const [from, to] = [await imageOf("staging"), await imageOf("prod")];
    assert.equal(to.split("@")[1], from.split("@")[1]);
    assert.match(to, /\/slipway-prod\/hello@/);
    const preview = ["preview", "--expect-no-changes", "--diff", "--stack", "prod"];
    succeeded(await local.pulumi(...preview), "pulumi preview of prod");
  });
});

/** A stack like the local one, with the deployment settings of the shipped file. */
function writeStack(folder: string, stack: string): void {
  const path = join(folder, `Pulumi.${stack}.yaml`);
  const read = (file: string) => parseDocument(readFileSync(file, "utf8"));
  const file = read(join(folder, "Pulumi.local.yaml"));
  const key = ["config", "slipway:deployment"];
  file.setIn(key, read(path).getIn(key));
  writeFileSync(path, file.toString());
}
