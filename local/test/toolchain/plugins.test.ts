import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const toolchain = join(__dirname, "..", "..", "toolchain");

/** What ensure_plugins does on a machine where everything can be downloaded. */
function ensurePlugins(plugins?: string): { readonly did: string; readonly said: string } {
  const script = `
    . "${toolchain}/progress.sh"; . "${toolchain}/plugins.sh"
    plugins_link=/nowhere/link
    official_plugins() { echo official; }
    bundle_stand_ins() { echo stand-ins; }
    ensure_plugins`;
  const env = {
    PATH: process.env["PATH"] ?? "",
    ...(plugins === undefined ? {} : { SLIPWAY_PLUGINS: plugins }),
  };
  const { stdout, stderr } = spawnSync("bash", ["-c", script], { env, encoding: "utf8" });
  return { did: stdout.trim(), said: stderr };
}

describe("the provider plugins of local AWS", () => {
  it("are the stand-ins, also where the official ones can be downloaded", () => {
    assert.equal(ensurePlugins().did, "stand-ins");
  });

  it("are the official ones on request", () => {
    assert.equal(ensurePlugins("official").did, "official");
  });

  it("are nothing else", () => {
    const { did, said } = ensurePlugins("real");
    assert.equal(did, "");
    assert.match(said, /SLIPWAY_PLUGINS is "real"; it can be stand-ins or official/);
  });
});
