import assert from "node:assert/strict";

import { entries } from "../aws/ec2";
import { entries as rules } from "../aws/vpc";
import { awsError, context, entryOf, fakeClients } from "./aws/fakeClients";

const group = {
  GroupId: "sg-1",
  GroupName: "web",
  VpcId: "vpc-1",
  IpPermissions: [],
  IpPermissionsEgress: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }], Ipv6Ranges: [] }],
};

describe("security groups", () => {
  const { create, delete: remove, read } = entryOf(entries, "SecurityGroup");

  it("lose the egress that AWS gives a new group, as with the real provider", async () => {
    const revoked: unknown[] = [];
    const clients = fakeClients({
      ec2: {
        createSecurityGroup: () => ({ GroupId: "sg-1" }),
        describeSecurityGroups: () => ({ SecurityGroups: [group] }),
        revokeSecurityGroupEgress: (input) => revoked.push(input),
      },
    });
    const inputs = { name: "web", description: "d", vpcId: "vpc-1", tagsAll: {} };
    assert.equal(await create(clients, inputs, context), "sg-1");
    assert.deepEqual(revoked, [
      {
        GroupId: "sg-1",
        IpPermissions: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
      },
    ]);
  });

  it("are gone when AWS says so, and any other error is an error", async () => {
    const failing = (name: string) =>
      fakeClients({
        ec2: {
          describeSecurityGroups: () => Promise.reject(awsError(name)),
          deleteSecurityGroup: () => Promise.reject(awsError(name)),
        },
      });
    assert.equal(await read(failing("InvalidGroup.NotFound"), "sg-1", {}), undefined);
    await remove(failing("InvalidGroup.NotFound"), "sg-1", {}, context);
    await assert.rejects(
      read(failing("UnauthorizedOperation"), "sg-1", {}),
      /UnauthorizedOperation/,
    );
  });
});

describe("rules of security groups", () => {
  const ingress = entryOf(rules, "SecurityGroupIngressRule");
  const base = { securityGroupId: "sg-1", ipProtocol: "tcp", fromPort: 1, toPort: 2 };
  const problems = (inputs: Record<string, unknown>) =>
    (ingress.validate?.(inputs) ?? []).map(({ property }) => property);

  it("have exactly one peer, and ports unless they mean all protocols", () => {
    assert.deepEqual(problems({ ...base, cidrIpv4: "0.0.0.0/0" }), []);
    assert.deepEqual(problems(base), ["cidrIpv4"]);
    assert.deepEqual(problems({ ...base, cidrIpv4: "0.0.0.0/0", cidrIpv6: "::/0" }), ["cidrIpv4"]);
    assert.deepEqual(problems({ ...base, cidrIpv4: "0.0.0.0/0", ipProtocol: "-1" }), [
      "fromPort",
      "toPort",
    ]);
  });

  it("show no ports where they mean all protocols", async () => {
    const clients = fakeClients({
      ec2: {
        describeSecurityGroupRules: () => ({
          SecurityGroupRules: [
            {
              SecurityGroupRuleId: "sgr-1",
              GroupId: "sg-1",
              GroupOwnerId: "1",
              IpProtocol: "-1",
              FromPort: -1,
              ToPort: -1,
            },
          ],
        }),
      },
    });
    const state = await ingress.read(clients, "sgr-1", {});
    assert.equal(state?.["fromPort"], null);
    assert.equal(state["toPort"], null);
    assert.equal(ingress.equivalent?.["ipProtocol"]?.("tcp", "6"), true);
  });
});

describe("launch templates", () => {
  const template = entryOf(entries, "LaunchTemplate");

  it("speak to AWS in its words, and read back as they were written", async () => {
    const inputs = {
      name: "hosts",
      imageId: "ami-1",
      iamInstanceProfile: { arn: "arn" },
      blockDeviceMappings: [
        { deviceName: "/dev/xvda", ebs: { encrypted: "true", volumeSize: 30 } },
      ],
      networkInterfaces: [{ associatePublicIpAddress: "false", securityGroups: ["sg-1"] }],
      tagSpecifications: [{ resourceType: "volume", tags: { Name: "n" } }],
    };
    let sent: Record<string, unknown> = {};
    const clients = fakeClients({
      ec2: {
        createLaunchTemplate: (input: { LaunchTemplateData: Record<string, unknown> }) => {
          sent = input.LaunchTemplateData;
          return { LaunchTemplate: { LaunchTemplateId: "lt-1" } };
        },
        describeLaunchTemplates: () => ({
          LaunchTemplates: [{ LaunchTemplateName: "hosts", LatestVersionNumber: 1 }],
        }),
        describeLaunchTemplateVersions: () => ({
          LaunchTemplateVersions: [{ LaunchTemplateData: sent }],
        }),
      },
    });
    const account = { ...clients, account: () => Promise.resolve("000000000000") };
    assert.equal(await template.create(account, inputs, context), "lt-1");
    assert.deepEqual(sent["NetworkInterfaces"], [
      { AssociatePublicIpAddress: false, Groups: ["sg-1"] },
    ]);
    assert.deepEqual(sent["BlockDeviceMappings"], [
      { DeviceName: "/dev/xvda", Ebs: { Encrypted: true, VolumeSize: 30 } },
    ]);
    const state = await template.read(account, "lt-1", {});
    assert.deepEqual({ ...state, ...inputs }, state);
    assert.equal(state?.["latestVersion"], 1);
  });
});
