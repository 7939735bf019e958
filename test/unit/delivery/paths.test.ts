import fc from "fast-check";
import assert from "node:assert/strict";

import { appOfPath, revisionPath } from "../../../delivery/paths";

const key = fc.stringMatching(/^[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,6}){0,2}$/);

describe("delivery/paths", () => {
  it("finds the app of every path that it makes", () => {
    fc.assert(
      fc.property(key, key, (cluster, app) => {
        assert.deepEqual(appOfPath(revisionPath(cluster, app)), { cluster, app });
      }),
    );
  });

  for (const path of [
    "README.md",
    "revision.json",
    "main/revision.json",
    "main/web/revision.json.bak",
    "main/web/old/revision.json",
    "/main/web/revision.json",
    "main//revision.json",
    "main/../revision.json",
    "Main/web/revision.json",
    "main/web/revision.json\n",
  ]) {
    it(`finds no app in ${JSON.stringify(path)}`, () => {
      assert.equal(appOfPath(path), undefined);
    });
  }

  for (const bad of ["", "Web", "a/b", "..", "web_1", "-web", "web-"]) {
    it(`makes no path of the key ${JSON.stringify(bad)}`, () => {
      assert.throws(() => revisionPath("main", bad), /The app ".*" is no key of the configuration/);
      assert.throws(() => revisionPath(bad, "web"), /The cluster ".*" is no key/);
    });
  }
});
