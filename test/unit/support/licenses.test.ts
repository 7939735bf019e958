import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { licenseProblems, lockedPackages } from "../../support/licenses";

const root = join(__dirname, "..", "..", "..");

describe("the license of a package", () => {
  const table: [license: string | undefined, permitted: boolean][] = [
    ["MIT", true],
    ["Apache-2.0 AND MIT", true],
    ["(MIT OR GPL-3.0-only)", true],
    ["(GPL-2.0-only OR (BSD-3-Clause AND ISC))", true],
    ["AGPL-3.0-or-later", false],
    ["GPL-3.0-only", false],
    ["LGPL-2.1-or-later", false],
    ["MPL-2.0", false],
    ["SSPL-1.0", false],
    ["BUSL-1.1", false],
    ["MIT AND GPL-2.0-only", false],
    ["GPL-2.0-only WITH Classpath-exception-2.0", false],
    ["mit", false],
    ["SEE LICENSE IN LICENSE", false],
    ["UNLICENSED", false],
    ["", false],
    [undefined, false],
  ];
  for (const [license, permitted] of table) {
    it(`may ${permitted ? "" : "not "}be ${license ?? "missing"}`, () => {
      const problems = licenseProblems([{ name: "a", license }], []);
      assert.equal(problems.length, permitted ? 0 : 1, problems.join("\n"));
    });
  }

  it("is named with the package when it is refused, and what to do", () => {
    assert.match(
      licenseProblems([{ name: "@a/b", license: "SSPL-1.0" }], []).join("\n"),
      /^@a\/b is under "SSPL-1.0"; use another package, or one under 0BSD, /,
    );
  });

  const exception = { name: "a", license: "SEE LICENSE IN LICENSE", reason: "MIT" };

  it("may be excepted as it is, for that package", () => {
    assert.deepEqual(licenseProblems([exception], [exception]), []);
    assert.equal(licenseProblems([exception, { ...exception, name: "b" }], [exception]).length, 1);
    assert.equal(
      licenseProblems([exception, { ...exception, license: "GPL-3.0-only" }], [exception]).length,
      1,
    );
  });

  it("loses an exception that nothing needs", () => {
    const message = /needs its exception/;
    assert.match(licenseProblems([], [exception]).join(), message);
    const plain = { ...exception, license: "MIT" };
    assert.match(licenseProblems([plain], [plain]).join(), message);
  });
});

describe("a lockfile", () => {
  const lockfile = JSON.stringify({
    packages: {
      "": { license: "Apache-2.0" },
      local: { license: "Apache-2.0" },
      "node_modules/@slipway/local": { link: true },
      "node_modules/a": { license: "MIT" },
      "node_modules/a/node_modules/@b/c": {},
    },
  });

  it("names its packages, those of packages too, and not this repository's own", () => {
    assert.deepEqual(lockedPackages(lockfile), [
      { name: "a", license: "MIT" },
      { name: "@b/c", license: undefined },
    ]);
  });
});

describe("the check of licenses", () => {
  const check = (folder: string) =>
    spawnSync(process.execPath, ["-r", "ts-node/register", "test/licenses.ts", folder], {
      cwd: root,
      encoding: "utf8",
    });

  it("passes for every lockfile of this repository", () => {
    const { status, stderr } = check(root);
    assert.equal(status, 0, stderr);
  });

  it("fails for a package under the AGPL, in whatever folder the lockfile is", () => {
    const folder = mkdtempSync(join(tmpdir(), "licenses-"));
    try {
      mkdirSync(join(folder, "deep"));
      const packages = { "node_modules/a": { license: "AGPL-3.0-or-later" } };
      writeFileSync(join(folder, "deep", "package-lock.json"), JSON.stringify({ packages }));
      const { status, stderr } = check(folder);
      assert.equal(status, 1);
      assert.match(stderr, /^a is under "AGPL-3.0-or-later"/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("fails where there is no lockfile", () => {
    assert.equal(check(join(root, "docs")).status, 1);
  });
});
