import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { rules } from "../pack";
import { type PackConfig, reportOf } from "../report";
import { htmlPage, markdownPage } from "../reportPages";
import { main } from "../writeReport";

const urn = (type: string, name: string) => `urn:pulumi:prod::slipway::${type}::${name}`;
const service = urn("aws:ecs/service:Service", "web");
const task = urn("aws:ecs/taskDefinition:TaskDefinition", "task");
const bucket = urn("aws:s3/bucket:Bucket", "logs");

const registered = (resource: string, op = "create") => ({
  resourcePreEvent: { metadata: { op, urn: resource, type: resource.split("::")[2] } },
});
const violation = (policyName: string, resourceUrn: string, text: string, level = "mandatory") => ({
  policyEvent: {
    policyName,
    resourceUrn,
    enforcementLevel: level,
    message: `What must hold.\n${text}\n`,
  },
});
const lines = (...events: readonly object[]) =>
  events.map((event) => JSON.stringify(event)).join("\n");
const ended = { summaryEvent: { PolicyPacks: { "slipway|local|/home/ana/policy": "0.1.0" } } };
const failed = (message: string) => ({ diagnosticEvent: { severity: "error", message } });
const log = (...events: readonly object[]) => lines(...events, ended);

const whole = log(
  registered(service),
  registered(task),
  registered(bucket),
  violation("service-two-tasks", service, "desiredCount is <1>"),
  violation("service-health-grace", service, "no grace", "advisory"),
  violation(
    "values-not-known-yet",
    task,
    "task: containerDefinitions is not known in this preview; not checked: container-logs, container-not-root.",
    "advisory",
  ),
);
const exemption = {
  rule: "bucket-versions",
  urn: bucket,
  reason: "logs only",
  expires: "2027-01-01",
};
const config: PackConfig = {
  all: "mandatory",
  "container-capabilities": "disabled",
  exemptions: { list: [exemption] },
};

const statusesOf = (eventLog: string, settings: PackConfig = config) =>
  Object.fromEntries(
    reportOf(eventLog, settings).rules.map(({ rule, status }) => [rule.name, status]),
  );

describe("the policy report", () => {
  it("says of each rule of the pack how it stands", () => {
    const found = statusesOf(whole);
    assert.equal(Object.keys(found).length, rules.length);
    assert.equal(found["service-two-tasks"], "violated");
    assert.equal(found["service-health-grace"], "advised");
    assert.equal(found["container-logs"], "not checked");
    assert.equal(found["container-not-privileged"], "passed");
    assert.equal(found["container-capabilities"], "off");
    assert.equal(found["bucket-versions"], "exempt");
    assert.equal(found["key-rotates"], "no resource");
  });

  it("counts a resource that goes away as gone", () => {
    const leaving = log(registered(service), registered(bucket, "delete"));
    assert.equal(statusesOf(leaving)["bucket-lifecycle"], "no resource");
  });

  it("takes the level from the rule's own entry before that of all", () => {
    const settings = { all: "disabled", "key-rotates": { enforcementLevel: "mandatory" } };
    const found = statusesOf(whole, settings);
    assert.equal(found["key-rotates"], "no resource");
    assert.equal(found["container-not-privileged"], "off");
  });

  it("refuses what is not the log of a preview with the pack", () => {
    assert.throws(() => reportOf("", config), /not the log of a preview/);
    for (const text of ["<html>", '{\n  "steps": []\n}', "42", "null"]) {
      assert.throws(() => reportOf(text, config), /^Error: Line 1 of the event log is no event/);
    }
    for (const packs of [{}, null, undefined, { "other|local|/policy": "1.0.0" }]) {
      const without = lines(registered(service), { summaryEvent: { PolicyPacks: packs } });
      assert.throws(() => reportOf(without, config), /ran without the policy pack "slipway"/);
    }
  });

  it("does not call a preview passed that failed, or never ended", () => {
    const broken = log(registered(service), failed("no <plugin> found\nat line 1\n"));
    const page = markdownPage(reportOf(broken, config));
    assert.match(page, /\n\nFailed: .*\n\n- The preview failed, .*: no &lt;plugin> found\n/);
    assert.match(
      htmlPage(reportOf(broken, config)),
      /<li>The preview failed, .*no &lt;plugin&gt; /,
    );
    assert.match(markdownPage(reportOf(lines(registered(service)), config)), /: it did not end\n/);
  });

  it("knows the engine's closing sentence after a violation for what it is", () => {
    assert.deepEqual(
      reportOf(log(registered(service), failed("preview failed\n")), config).errors,
      [],
    );
  });

  it("is a Markdown page that leads with the verdict and what is wrong", () => {
    const page = markdownPage(reportOf(whole, config));
    assert.match(page, /^# Policies of the stack prod\n\nFailed: \d+ rules, 1 violated, /);
    assert.match(page, /## Violated \(1\)\n\n### service-two-tasks\n\n- desiredCount is &lt;1>\n/);
    assert.match(page, /bucket:Bucket::logs is exempt until 2027-01-01: logs only/);
    assert.ok(page.indexOf("## Violated") < page.indexOf("## Passed"));
  });

  it("says that a stack passed", () => {
    const page = markdownPage(reportOf(log(registered(service)), config));
    assert.match(page, /\n\nPassed: \d+ rules, 0 violated, /);
  });

  it("fails for what is wrong with the exemptions", () => {
    const expired = violation("exemptions-are-current", bucket, "The exemption expired.");
    const page = markdownPage(reportOf(log(registered(service), expired), config));
    assert.match(page, /\n\nFailed: .*\n\n- The exemption expired\.\n/);
    const typo = violation("configuration-is-understood", "", "No such policy.");
    assert.deepEqual(reportOf(log(registered(service), typo), config).problems, [
      "No such policy.",
    ]);
  });

  it("is an HTML page with a row a rule, and with texts as text", () => {
    const page = htmlPage(reportOf(whole, config));
    assert.equal(page.match(/<tr class=/g)?.length, rules.length);
    assert.match(page, /desiredCount is &lt;1&gt;/);
    assert.match(page, /<details><summary>1<\/summary>aws:ecs\/service:Service web<\/details>/);
    assert.ok(!page.includes("<1>"));
  });

  it("is written beside each other in both forms by the command", () => {
    const folder = mkdtempSync(join(tmpdir(), "policy-report-"));
    try {
      const [events, settings, output] = ["events", "config", "report"].map((name) =>
        join(folder, name),
      );
      assert.ok(events && settings && output);
      writeFileSync(events, whole);
      writeFileSync(settings, JSON.stringify(config));
      assert.equal(
        main([events, settings, output], () => undefined),
        0,
      );
      assert.match(readFileSync(`${output}.md`, "utf8"), /^# Policies/);
      assert.ok(existsSync(`${output}.html`));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("says what is wrong with its files, without a stack trace", () => {
    const folder = mkdtempSync(join(tmpdir(), "policy-report-"));
    try {
      const [events, settings] = [join(folder, "events"), join(folder, "config")];
      const said: string[] = [];
      const run = () => main([events, settings, join(folder, "new", "page")], (t) => said.push(t));
      assert.equal(run(), 2);
      writeFileSync(events, whole);
      writeFileSync(settings, "{");
      assert.equal(run(), 2);
      writeFileSync(settings, "{}");
      writeFileSync(events, "Previewing update");
      assert.equal(run(), 2);
      writeFileSync(events, whole);
      assert.equal(run(), 0);
      assert.match(said[0] ?? "", /events cannot be read: /);
      assert.match(said[1] ?? "", /config is no JSON: /);
      assert.match(said[2] ?? "", /^Line 1 of the event log is no event/);
      assert.match(said[3] ?? "", /\nFailed: \d+ rules, 1 violated, .*\n$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("explains the command when arguments are missing", () => {
    let text = "";
    assert.equal(
      main([], (part) => {
        text += part;
      }),
      2,
    );
    assert.match(text, /<event log>/);
  });
});
