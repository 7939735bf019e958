import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { licenseProblems, type Exception, type Licensed } from "../support/licenses";

/** Python packages say in three ways what they are under; lockfiles of npm are checked by `make check`. */

const toolchain = join(__dirname, "..", "..", "local", "toolchain");

const reader = `
import json, sys
from importlib.metadata import metadata
def read(name):
    data = metadata(name)
    kinds = [c.split(" :: ")[-1] for c in data.get_all("Classifier", []) if c.startswith("License")]
    # Some have the whole text, whose first line is its title.
    title = (data["License"] or "").strip().partition("\\n")[0]
    return {"name": name, "stated": data["License-Expression"] or title or " AND ".join(kinds)}
print(json.dumps([read(name) for name in sys.argv[1:]]))
`;

/** What packages write instead of an SPDX expression. */
const spdx: Readonly<Record<string, string>> = {
  "Apache License": "Apache-2.0",
  "Apache License 2.0": "Apache-2.0",
  "ASL 2": "Apache-2.0",
  "BSD License": "BSD-3-Clause",
  "MIT license": "MIT",
  "MIT License": "MIT",
  "The MIT License (MIT)": "MIT",
  PSFL: "PSF-2.0",
};

const exceptions: readonly Exception[] = [
  {
    name: "certifi",
    license: "MPL-2.0",
    reason: "Certificates of authorities, which are used as they are.",
  },
  {
    name: "docutils",
    license: "public domain, Python, 2-Clause BSD, GPL 3 (see COPYING.txt)",
    reason: "COPYING.txt: the GPL is about a mode for Emacs, which the package does not install.",
  },
  {
    name: "python-dateutil",
    license: "Dual License",
    reason: "Apache-2.0 or BSD-3-Clause, by choice.",
  },
];

describe("the toolchain", () => {
  it("installs Python packages under permitted licenses alone", () => {
    const requirements = readFileSync(join(toolchain, "requirements.txt"), "utf8");
    const names = [...requirements.matchAll(/^([\w.-]+)==/gm)].map(([, name = ""]) => name);
    assert.ok(names.length > 0);
    const script = `. "${toolchain}/paths.sh" && "$SLIPWAY_CACHE/python/bin/python" - "$@"`;
    const answer = execFileSync("bash", ["-c", script, "bash", ...names], {
      input: reader,
      encoding: "utf8",
    });
    const packages = (JSON.parse(answer) as { name: string; stated: string }[]).map(
      ({ name, stated }): Licensed => ({ name, license: spdx[stated] ?? stated }),
    );
    assert.deepEqual(licenseProblems(packages, exceptions), []);
  });
});
