import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { type Export } from "../../stack/adoption";
import { Failure } from "../../stack/failure";
import { placeOf } from "../../stack/place";
import { recover } from "../../stack/recover";

const stateFolder = join(__dirname, "..", "..", "emulator", "stateFolder.sh");
const service = {
  urn: "urn:pulumi:local::slipway::aws:ecs/service:Service::web-service",
  type: "aws:ecs/service:Service",
  inputs: { name: "web", cluster: "local-main" },
};

/** Recovery with a Pulumi that only notes how it is called. */
describe("recovery of the local stack", () => {
  const path = process.env["PATH"];
  const folder = mkdtempSync(join(tmpdir(), "recover-"));
  const state = join(folder, "state");
  const place = placeOf({
    SLIPWAY_ROOT: folder,
    SLIPWAY_STATE: state,
    SLIPWAY_PORT: "4566",
    SLIPWAY_INSTANCE: "slipway:4567",
    SLIPWAY_REGION: "eu-west-1",
    SLIPWAY_ACCOUNT: "000000000000",
  });
  const stateOf = (project: string, stack: string) =>
    join(place.backend, ".pulumi", "stacks", project, `${stack}.json`);
  const put = (file: string, content: string): void => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  };
  const calls = (): readonly string[] =>
    readFileSync(join(folder, "calls"), "utf8").trimEnd().split("\n");
  /** @param refresh exit code of a refresh. */
  const installPulumi = (refresh = 0): void => {
    const script = [
      "#!/bin/sh",
      `echo "$*" >>'${folder}/calls'`,
      `case "$1 $2" in`,
      `"stack export") cat '${folder}/exported.json' ;;`,
      `"stack import") cp "$4" '${folder}/imported.json' ;;`,
      `"refresh "*) exit ${refresh} ;;`,
      "esac",
    ];
    writeFileSync(join(folder, "bin", "pulumi"), script.join("\n"), { mode: 0o755 });
  };

  beforeEach(() => {
    mkdirSync(join(folder, "bin"), { recursive: true });
    installPulumi();
    process.env["PATH"] = `${join(folder, "bin")}:${path ?? ""}`;
    const deployment = { pending_operations: [{ type: "creating", resource: service }] };
    put(join(folder, "exported.json"), JSON.stringify({ version: 3, deployment }));
    put(stateOf("slipway", "local"), JSON.stringify({ checkpoint: { latest: deployment } }));
    put(stateOf("shop", "mine"), "{}");
    put(join(state, "generation"), "one");
    put(join(place.backend, "generation"), "one");
    put(
      join(state, "codecommit", "eu-west-1", "1", "repository.json"),
      JSON.stringify({ repositoryName: "deployment" }),
    );
  });

  afterEach(() => {
    process.env["PATH"] = path;
    rmSync(folder, { recursive: true, force: true });
  });

  it("adopts a service that was being created, reads it back, and removes nothing else", async () => {
    assert.equal(await recover(place), true);
    assert.deepEqual(
      calls().map((call) => call.split(" --")[0]),
      ["stack export", "stack import", "refresh"],
    );
    const text = readFileSync(join(folder, "imported.json"), "utf8");
    const { deployment } = JSON.parse(text) as Export;
    assert.deepEqual(
      deployment.resources?.map(({ id }) => id),
      ["arn:aws:ecs:eu-west-1:000000000000:service/local-main/web"],
    );
    assert.ok(existsSync(stateOf("shop", "mine")));
    assert.ok(existsSync(join(state, "codecommit", "eu-west-1", "1")));
    assert.ok(!existsSync(join(state, "adopted.json")));
  });

  it("says what starting over would cost when the stack cannot be read back, and leaves it", async () => {
    installPulumi(1);
    await assert.rejects(recover(place), (error) => {
      assert.ok(error instanceof Failure);
      assert.match(error.next, /make local-down, then make local\. That removes everything/);
      assert.match(error.next, /stacks shop\/mine, slipway\/local; repository deployment/);
      return true;
    });
    assert.ok(existsSync(stateOf("shop", "mine")));
  });

  it("keeps the state of every stack when the emulator that held them has ended", async () => {
    writeFileSync(join(state, "generation"), "two");
    assert.equal(await recover(place), false);
    const [kept = ""] = readdirSync(join(state, "lost"));
    assert.ok(existsSync(join(state, "lost", kept, ".pulumi", "stacks", "shop", "mine.json")));
    assert.deepEqual(calls(), ["stack init local --non-interactive"]);
    assert.equal(readFileSync(join(place.backend, "generation"), "utf8"), "two");
  });

  it("knows the emulator of a stack whose making was killed", async () => {
    rmSync(stateOf("slipway", "local"));
    rmSync(join(place.backend, "generation"));
    writeFileSync(join(folder, "bin", "pulumi"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    await assert.rejects(recover(place), Failure);
    assert.equal(readFileSync(join(place.backend, "generation"), "utf8"), "one");
  });

  it("keeps repositories and pipelines when the emulator starts anew", () => {
    const script = `say() { :; }; . '${stateFolder}'; set_aside_what_the_gateway_kept`;
    execFileSync("bash", ["-euc", script], { env: { ...process.env, SLIPWAY_STATE: state } });
    assert.ok(!existsSync(join(state, "codecommit")));
    const [kept = ""] = readdirSync(join(state, "lost"));
    const repository = join(state, "lost", kept, "codecommit", "eu-west-1", "1", "repository.json");
    assert.match(readFileSync(repository, "utf8"), /deployment/);
  });
});
