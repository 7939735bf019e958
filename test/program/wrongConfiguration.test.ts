import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { emptyAccount } from "../support/calls";
import { type CallMocks } from "../support/graph";
import { graphOfStack, programTimeout } from "../support/stackProgram";

/** Runs the program with configuration that is wrong; gives the error and what was made before it. */
async function refused(config: Record<string, string>, calls: CallMocks = emptyAccount) {
  const made: string[] = [];
  const error = await graphOfStack("staging", {
    config,
    calls,
    onNode: ({ type, name }) => made.push(`${type} ${name}`),
  }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, made };
}

describe("a wrong configuration", function () {
  this.timeout(programTimeout);

  it("is refused with one error before anything is made", async () => {
    const { error, made } = await refused({
      "slipway:networks": JSON.stringify({ vpc: "new" }),
      "slipway:network": JSON.stringify({ vpc: "new", natGatways: 1 }),
    });
    assert.ok(pulumi.RunError.isInstance(error), String(error));
    assert.match(error.message, /Pulumi\.staging\.yaml/);
    assert.match(error.message, /networks/);
    assert.match(error.message, /natGatways/);
    assert.match(error.message, /natGateways/);
    assert.deepEqual(made, []);
  });

  it("is refused when it is no mapping at all", async () => {
    const { error, made } = await refused({ "slipway:clusters": "main" });
    assert.ok(pulumi.RunError.isInstance(error), String(error));
    assert.match(error.message, /clusters/);
    assert.deepEqual(made, []);
  });
});

describe("a configuration that names what AWS does not have", function () {
  this.timeout(programTimeout);

  it("is refused with one error for all of it before anything but the provider is made", async () => {
    const missing = (sentence: string) => () => {
      throw new Error(sentence);
    };
    const certificateArn = "arn:aws:acm:eu-west-1:111111111111:certificate/one";
    const app = { image: "nginx:0", port: 80, cpuUnits: 128, memoryMiB: 128 };
    const { error, made } = await refused(
      {
        "slipway:network": JSON.stringify({ vpc: "vpc-0a1b2c3d" }),
        "slipway:images": "{}",
        "slipway:clusters": JSON.stringify({
          main: {
            capacity: { type: "ec2", instanceType: "t3.small", min: 1, max: 2 },
            networkLoadBalancer: {},
            loadBalancer: { domain: "www.example.com", zone: "example.com", certificateArn },
            apps: {
              web: { kind: "web", ...app },
              broker: { kind: "tcp", ...app, listenerPort: 443, certificateArn },
            },
          },
        }),
      },
      {
        ...emptyAccount,
        "aws:ec2/getVpc:getVpc": missing("no matching EC2 VPC found"),
        "aws:route53/getZone:getZone": missing("no matching Route 53 Hosted Zone found"),
        "docker:index/getRegistryImage:getRegistryImage": missing("manifest unknown"),
      },
    );
    assert.ok(pulumi.RunError.isInstance(error), String(error));
    const [first, ...lines] = error.message.split("\n");
    assert.equal(first, "Nothing is changed:");
    assert.deepEqual(
      lines.map((line) => /^(slipway:\S+)(?: \(and \d more\))? "[^"]+": \S/.exec(line)?.[1]),
      [
        "slipway:clusters.main.apps.broker.certificateArn",
        "slipway:clusters.main.apps.web.image",
        "slipway:clusters.main.loadBalancer.certificateArn",
        "slipway:clusters.main.loadBalancer.zone",
        "slipway:network.vpc",
      ],
    );
    assert.deepEqual(
      made.filter((one) => !one.startsWith("pulumi:providers:")),
      [],
    );
  });
});
