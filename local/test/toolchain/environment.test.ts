import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "..", "..", "..");

/** What a shell sees after `eval "$(local/env)"`. */
function environment(given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const script = `eval "$("${root}/local/env")" && env -0`;
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: "/nowhere",
    SLIPWAY_CACHE: "/cache",
    ...given,
  };
  const printed = execFileSync("bash", ["-c", script], { env, encoding: "utf8" });
  return Object.fromEntries(
    printed
      .split("\0")
      .filter((line) => line !== "")
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

describe("the environment of local AWS", () => {
  it("leads every client to this machine and to the local stack's region", () => {
    const env = environment({ SLIPWAY_PORT: "4700", SLIPWAY_STATE: "/state" });
    assert.equal(env["AWS_ENDPOINT_URL"], "http://localhost:4700");
    assert.equal(env["AWS_REGION"], "eu-west-1");
    assert.equal(env["PULUMI_BACKEND_URL"], "file:///state/pulumi");
    assert.equal(env["PULUMI_SKIP_UPDATE_CHECK"], "1");
    assert.equal(env["PATH"]?.split(":")[0], "/cache/bin");
  });

  it("takes away what would lead a client to a real account", () => {
    const env = environment({
      AWS_PROFILE: "prod",
      AWS_SESSION_TOKEN: "real",
      AWS_ACCESS_KEY_ID: "real",
      AWS_ENDPOINT_URL_ECS: "https://ecs.eu-west-1.amazonaws.com",
      PULUMI_ACCESS_TOKEN: "real",
    });
    for (const name of [
      "AWS_PROFILE",
      "AWS_SESSION_TOKEN",
      "AWS_ENDPOINT_URL_ECS",
      "PULUMI_ACCESS_TOKEN",
    ]) {
      assert.equal(env[name], undefined, name);
    }
    assert.equal(env["AWS_ACCESS_KEY_ID"], "test");
    assert.equal(env["AWS_SHARED_CREDENTIALS_FILE"], "/dev/null");
  });

  it("does not grow when it is evaluated again", () => {
    const once = environment({});
    assert.equal(environment(once)["PATH"], once["PATH"]);
    assert.equal(environment(once)["NO_PROXY"], once["NO_PROXY"]);
  });

  it("keeps loopback out of a proxy and what the user exempted, too", () => {
    const env = environment({ NO_PROXY: "corp.example" });
    assert.equal(env["NO_PROXY"], "localhost,.localhost,127.0.0.1,corp.example");
  });

  it("stands folders with spaces", () => {
    const env = environment({ SLIPWAY_STATE: "/a b/state", SLIPWAY_CACHE: "/a b/cache" });
    assert.equal(env["SLIPWAY_STATE"], "/a b/state");
    assert.ok(env["PATH"]?.startsWith("/a b/cache/bin:"));
  });
});
