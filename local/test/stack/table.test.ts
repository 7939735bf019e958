import assert from "node:assert/strict";

import { hostPort, rowsOf, table } from "../../stack/table";

const container = {
  id: "0a1b2c3d4e5f",
  image: `localhost:4700/slipway-local/hello@sha256:${"ab".repeat(32)}`,
  ports: "0.0.0.0:32768->8080/tcp, [::]:32768->8080/tcp",
  family: "local-main-web",
  revision: 2,
};

const web = { urls: { "main/web": "http://x/" }, access: { "main/web": {} } };

describe("the table after an update", () => {
  it("shows each app with its URL, its image and its containers' ports", () => {
    const rows = rowsOf("local", web, [container, { ...container, family: "local-main-other" }]);
    assert.deepEqual(rows, [
      {
        app: "main/web",
        url: "http://x/",
        image: "localhost:4700/slipway-local/hello@sha256:abababababab…",
        containers: ["0a1b2c3d4e5f:32768"],
      },
    ]);
  });

  it("leaves out containers that a deployment is about to stop", () => {
    const [row] = rowsOf("local", web, [
      container,
      { ...container, revision: 1, ports: "0.0.0.0:40000->8080/tcp" },
    ]);
    assert.deepEqual(row?.containers, ["0a1b2c3d4e5f:32768"]);
  });

  it("says that an app has no containers", () => {
    assert.match(table(rowsOf("local", web, [])), /none$/);
  });

  it("shows an app that answers nowhere, whether it runs or not", () => {
    const apps = { urls: {}, access: { "main/jobs": {}, "main/report": {} } };
    const job = { ...container, family: "local-main-jobs", ports: "" };
    const [, jobs, report] = table(rowsOf("local", apps, [job])).split("\n");
    assert.match(jobs ?? "", /^main\/jobs +none +localhost\S+ +0a1b2c3d4e5f:no port$/);
    assert.match(report ?? "", /^main\/report +none +none +none$/);
  });

  it("aligns its columns", () => {
    const lines = table([
      { app: "main/web", url: "http://a/", image: "i", containers: [] },
      { app: "main/longer", url: "http://bb/", image: "i", containers: [] },
    ]).split("\n");
    const columns = lines.map((line) => line.search(/URL|http/));
    assert.deepEqual(columns, [columns[0], columns[0], columns[0]]);
  });

  it("finds no port where none is published", () => {
    assert.equal(hostPort("8080/tcp"), undefined);
  });
});
