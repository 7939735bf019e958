import assert from "node:assert/strict";

import { cidrProblem } from "../../../aws/cidr";
import { offeredCpuUnits, offeredMiB } from "../../../aws/instanceType";
import { scheduleProblem, timezoneProblem } from "../../../aws/schedule";

describe("addresses of a VPC", () => {
  it("may be any private network from /16 to /28 with room for its subnets", () => {
    for (const cidr of ["10.0.0.0/16", "172.31.0.0/20", "192.168.4.0/24", "100.64.0.0/16"]) {
      assert.equal(cidrProblem(cidr, 3), undefined);
    }
    assert.equal(cidrProblem("10.0.0.0/26", 2), undefined);
  });

  it("are refused with an octet above 255, also in the upper half", () => {
    assert.equal(cidrProblem("10.256.0.0/16", 2), "invalid CIDR; it looks like 10.20.0.0/16");
    assert.match(cidrProblem("192.168.1.0/16", 2) ?? "", /the network is 192\.168\.0\.0\/16$/);
  });
});

describe("an instance type", () => {
  it("tells about what it offers, where its family has the usual sizes", () => {
    assert.equal(offeredMiB("t3.small"), 1904);
    assert.equal(offeredCpuUnits("t3.small"), 2048);
    assert.equal(offeredCpuUnits("m7g.medium"), 1024);
    assert.equal(offeredCpuUnits("m7i.2xlarge"), 8192);
    for (const type of ["c5n.large", "m7i-flex.large", "p5.48xlarge", "m5.metal"]) {
      assert.equal(offeredMiB(type), undefined, type);
    }
  });
});

describe("a schedule", () => {
  it("may be a rate, a point in time or a cron expression with six fields", () => {
    for (const expression of [
      "rate(1 minute)",
      "rate(5 minutes)",
      "at(2030-01-31T08:00:00)",
      "cron(0 6 ? * MON-FRI *)",
      "cron(*/15 0-6,22 L * ? 2026-2030)",
      "cron(0 12 1W JAN,JUL ? *)",
      "cron(0 12 ? * 2#1 *)",
    ]) {
      assert.equal(scheduleProblem(expression), undefined, expression);
    }
  });

  it("is refused with its reason", () => {
    const expected: Readonly<Record<string, RegExp>> = {
      "cron(0 0 * * * *)": /^use \? in one of day fields/,
      "cron(0 0 ? * ? *)": /^use \? in one of day fields/,
      "cron(0 0 * * *)": /^cron needs 6 fields .*, not 5/,
      "cron(60 0 ? * * *)": /^"60" is not a valid minutes; it must be 0–59/,
      "cron(0 0 ? * MON-FOO *)": /^"MON-FOO" is not a valid day-of-week/,
      "cron(5-1 0 ? * * *)": /^"5-1" is not a valid minutes/,
      "rate(1 minutes)": /^use rate\(1 minute\)/,
      "rate(2 hour)": /^use rate\(2 hours\)/,
      "rate(0 days)": /^rate needs a number above 0/,
      "at(tomorrow)": /^at needs a date and time/,
      "every day": /^must be cron\(…\), rate\(…\) or at\(…\) \(got "every day"\)$/,
    };
    for (const [expression, reason] of Object.entries(expected)) {
      assert.match(scheduleProblem(expression) ?? "", reason, expression);
    }
  });

  it("has a time zone of the IANA list", () => {
    assert.equal(timezoneProblem("Europe/Berlin"), undefined);
    assert.match(timezoneProblem("Mars/X") ?? "", /^unknown time zone; .*\(got "Mars\/X"\)$/);
  });
});
