import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { flagEntries, usage } from "../../../../cli/ecsDeploy/flags";
import { noticesOf, packageOf } from "../../../../cli/ecsDeploy/package/notices";
import { parse } from "../../../../cli/ecsDeploy/parse";
import { version } from "../../../../cli/ecsDeploy/version";
import { installedEcsDeploy, type Installed } from "../../../support/installedEcsDeploy";

describe("the package ecs-deploy, packed and installed without a registry", function () {
  this.timeout(120_000);
  let folder: string;
  let installed: Installed;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "ecs-deploy-"));
    installed = installedEcsDeploy(folder);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const ran = (...args: string[]) =>
    spawnSync(installed.command, args, {
      cwd: folder,
      env: { PATH: process.env["PATH"] },
      encoding: "utf8",
    });

  it("is one program without dependencies, and brings its licenses", () => {
    const { dependencies, version: packaged } = JSON.parse(
      readFileSync(join(installed.folder, "package.json"), "utf8"),
    ) as Readonly<Record<string, unknown>>;
    assert.deepEqual([dependencies, packaged], [undefined, version]);
    assert.deepEqual(readdirSync(installed.folder).sort(), [
      "Dockerfile",
      "LICENSE",
      "README.md",
      "THIRD-PARTY-NOTICES",
      "action.yml",
      "ecs-deploy.js",
      "package.json",
    ]);
    const notices = readFileSync(join(installed.folder, "THIRD-PARTY-NOTICES"), "utf8");
    assert.match(notices, /^@aws-sdk\/client-ecs \S+ \(Apache-2\.0\)$/m);
    assert.match(notices, /^picocolors \S+ \(ISC\)$/m);
    assert.match(notices, /Permission to use, copy, modify, and\/or distribute this software/);
  });

  it("prints its help and its version, and ends with 3 and the help where nothing is asked", () => {
    const [help, itsVersion, none] = [ran("--help"), ran("--version"), ran()];
    assert.deepEqual([help.status, help.stdout, help.stderr], [0, usage(), ""]);
    assert.deepEqual([itsVersion.status, itsVersion.stdout], [0, `${version}\n`]);
    assert.deepEqual([none.status, none.stdout], [3, usage()]);
  });

  it("loads what talks to AWS, and says where credentials are missing", () => {
    const line = "-r eu-west-1 -c cl -n svc -i app:1";
    const { status, stdout, stderr } = spawnSync(installed.command, line.split(" "), {
      cwd: folder,
      encoding: "utf8",
      env: {
        PATH: process.env["PATH"],
        HOME: folder,
        AWS_EC2_METADATA_DISABLED: "true",
      },
    });
    assert.deepEqual([status, stdout], [255, ""]);
    assert.match(stderr, /^There are no AWS credentials: /);
  });

  it("is an action whose inputs become the flags that a command line has", () => {
    const action = readFileSync(join(installed.folder, "action.yml"), "utf8");
    const given = (inputs: Readonly<Record<string, string>>) => parse(wordsOf(action, inputs));
    assert.deepEqual(given({}), {});
    assert.deepEqual(
      given({ cluster: "cl", service_name: "svc", image: "-i", verbose: "true", json: "false" }),
      parse(["-c", "cl", "-n", "svc", "-i", "-i", "-v"]),
    );
    // As workflows of the shell tool's action write it.
    assert.deepEqual(
      given({ cluster_cmd: "--cluster", cluster: "cl", enable_rollback_cmd: "--enable-rollback" }),
      parse(["-c", "cl", "--enable-rollback"]),
    );
    const left = flagEntries.filter(([, { long }]) => !action.includes(`'${long}'`));
    assert.deepEqual(
      left.map(([name]) => name),
      ["version", "diff", "noDiff", "policy", "help"],
    );
  });
});

/** The arguments that GitHub makes of an action's inputs, as far as its expressions are used here. */
function wordsOf(action: string, inputs: Readonly<Record<string, string>>): string[] {
  const args = /\n {2}args:\n([^]*)$/.exec(action)?.[1] ?? "";
  return [...args.matchAll(/^ {4}- "\$\{\{ (.*) \}\}"$/gm)].map(([, expression = ""]) => {
    for (const alternative of expression.split(" || ")) {
      const value = alternative.split(" && ").reduce<string>((before, term) => {
        return before === "" ? "" : valueOf(term, inputs);
      }, "true");
      if (value !== "") {
        return value;
      }
    }
    return "";
  });
}

function valueOf(term: string, inputs: Readonly<Record<string, string>>): string {
  const [, input = "", operator, literal = ""] =
    /^inputs\.(\w+)(?: (==|!=) '(.*)')?$/.exec(term) ?? [];
  if (input === "") {
    const text = /^'(.*)'$/.exec(term)?.[1];
    assert.ok(text !== undefined, `${term} is not understood`);
    return text;
  }
  const value = inputs[input] ?? "";
  const isTrue = operator === "==" ? value === literal : value !== literal;
  return operator === undefined ? value : isTrue ? "true" : "";
}

describe("the notices of bundled packages", () => {
  it("refuse a package whose license has no text", () => {
    const folder = mkdtempSync(join(tmpdir(), "ecs-deploy-"));
    try {
      assert.throws(() => noticesOf([folder], "text"), /is no package\.$/);
      const manifest = { name: "left-pad", version: "1.0.0", license: "WTFPL" };
      writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
      assert.throws(() => noticesOf([folder], "text"), {
        message: "left-pad 1.0.0 (WTFPL) has no text of its license to go with it.",
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
    const inside = "node_modules/a/node_modules/@b/c";
    assert.equal(packageOf(`${inside}/dist/index.js`), inside);
    assert.equal(packageOf("cli/ecsDeploy/run.ts"), undefined);
  });
});
