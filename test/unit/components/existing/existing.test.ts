import assert from "node:assert/strict";

import { type CallMocks } from "../../../support/graph";
import { asked, existingOf, refuses, withApps } from "./fixture";

const fileSystem = "aws:efs/getFileSystem:getFileSystem";
const mountTarget = "aws:efs/getMountTarget:getMountTarget";
const accessPoint = "aws:efs/getAccessPoint:getAccessPoint";
const repository = "aws:codecommit/getRepository:getRepository";

const elsewhere = { repository: "deployment", createRepository: false };
const mounted = (fileSystemId: string, accessPointId?: string) => ({
  volumes: { data: { efs: { fileSystemId, accessPointId } }, scratch: {} },
});

/** An answer as bridged providers pass it on. */
function missing(sentence: string) {
  return () => {
    throw new Error(
      `invocation of aws:x/y:z returned an error: invoking aws:x/y:z: 1 error occurred:\n\t* ${sentence}\n\n`,
    );
  };
}

/** An account that has nothing of what a stack file may name. */
const nothing: CallMocks = {
  "aws:ec2/getVpc:getVpc": missing("no matching EC2 VPC found"),
  "aws:route53/getZone:getZone": missing("no matching Route 53 Hosted Zone found"),
  "aws:ssm/getParameter:getParameter": missing("couldn't find resource"),
  "docker:index/getRegistryImage:getRegistryImage": missing("manifest unknown"),
  [fileSystem]: missing("FileSystemNotFound: File system 'fs-1' does not exist."),
  [accessPoint]: missing("AccessPointNotFound: Access point 'fsap-1' does not exist."),
  [repository]: missing("RepositoryDoesNotExistException: deployment does not exist"),
};

describe("what a stack file names and AWS must have", () => {
  it("is reported together, one line each, in the order of the keys", async () => {
    const certificateArn = "arn:aws:acm:eu-west-1:111111111111:certificate/one";
    const arn = "arn:aws:ssm:eu-west-1:000000000000:parameter/key";
    const { main } = withApps({
      web: { image: "nginx:0", secrets: { KEY: arn }, ...mounted("fs-1", "fsap-1") },
    });
    const loadBalancer = { zone: "example.com", certificateArn };
    await assert.rejects(
      existingOf(
        {
          network: { vpc: "vpc-0a1b2c3d", endpoints: false, publicAddresses: false },
          deployment: elsewhere,
          clusters: { main: { apps: {}, ...main, loadBalancer } },
        },
        nothing,
      ),
      ({ message }: Error) => {
        const keys = message.split("\n").map((line) => /^slipway:(\S+) "[^"]+": ./.exec(line)?.[1]);
        assert.deepEqual(keys, [
          undefined,
          "clusters.main.apps.web.image",
          "clusters.main.apps.web.secrets.KEY",
          "clusters.main.apps.web.volumes.data.efs.accessPointId",
          "clusters.main.apps.web.volumes.data.efs.fileSystemId",
          "clusters.main.loadBalancer.certificateArn",
          "clusters.main.loadBalancer.zone",
          "deployment.repository",
          "network.vpc",
        ]);
        return true;
      },
    );
  });

  it("is not looked up where nothing is named", async () => {
    const [existing, graph] = await existingOf({ clusters: withApps({ web: {} }) });
    assert.deepEqual(graph.calls, []);
    assert.equal(existing.repository, undefined);
    assert.equal(existing.images.size, 0);
  });
});

describe("a deployment repository of another stack", () => {
  it("is looked up", async () => {
    const found = { arn: "arn:aws:codecommit:eu-west-1:000000000000:deployment" };
    const [existing, graph] = await existingOf(
      { deployment: elsewhere },
      { [repository]: () => ({ ...found, cloneUrlHttp: "https://example.com" }) },
    );
    assert.deepEqual(existing.repository, { ...found, cloneUrl: "https://example.com" });
    assert.deepEqual(asked(graph, repository), [{ repositoryName: "deployment" }]);
  });

  it("must exist", async () => {
    await assert.rejects(
      existingOf({ deployment: elsewhere }, nothing),
      refuses(
        'slipway:deployment.repository "deployment": there is no CodeCommit repository of that name in this account and region. Bring up the stack that makes it first, or let this one make it with createRepository: true.',
      ),
    );
    await assert.rejects(
      existingOf({ deployment: elsewhere }, { [repository]: missing("AccessDenied: no") }),
      refuses('slipway:deployment.repository "deployment": cannot be looked up. AccessDenied: no'),
    );
  });
});

describe("a certificate", () => {
  const named = (accountId: string) =>
    existingOf({
      clusters: {
        main: {
          apps: {},
          loadBalancer: { certificateArn: `arn:aws:acm:eu-west-1:${accountId}:certificate/one` },
        },
      },
    });

  it("of a TCP app must be of the stack's own account, too", async () => {
    const clusters = (accountId: string) =>
      withApps({
        broker: { certificateArn: `arn:aws:acm:eu-west-1:${accountId}:certificate/one` },
      });
    await existingOf({ clusters: clusters("000000000000") });
    await assert.rejects(
      existingOf({ clusters: clusters("111111111111") }),
      /slipway:clusters\.main\.apps\.broker\.certificateArn "[^"]+": is of the account 111111111111, /,
    );
  });

  it("must be of the stack's own account", async () => {
    await named("000000000000");
    await assert.rejects(
      named("111111111111"),
      refuses(
        'slipway:clusters.main.loadBalancer.certificateArn "arn:aws:acm:eu-west-1:111111111111:certificate/one": is of the account 111111111111, and a load balancer takes certificates of its own account alone, which is 000000000000. Check the profile, or write an ARN that aws acm list-certificates shows.',
      ),
    );
  });
});

describe("file systems", () => {
  it("and access points are looked up, each once", async () => {
    const clusters = withApps({
      web: mounted("fs-1", "fsap-1"),
      jobs: mounted("fs-1", "fsap-2"),
    });
    const found = {
      [fileSystem]: () => ({}),
      [mountTarget]: () => ({}),
      [accessPoint]: () => ({}),
    };
    const [, graph] = await existingOf({ clusters }, found);
    assert.deepEqual(asked(graph, fileSystem), [{ fileSystemId: "fs-1" }]);
    assert.deepEqual(asked(graph, accessPoint), [
      { accessPointId: "fsap-1" },
      { accessPointId: "fsap-2" },
    ]);
  });

  it("that are not there are named", async () => {
    await assert.rejects(
      existingOf({ clusters: withApps({ web: mounted("fs-1") }) }, nothing),
      refuses(
        'slipway:clusters.main.apps.web.volumes.data.efs.fileSystemId "fs-1": there is no EFS file system of that id in this account and region. Check the profile and aws:region, or write an id that aws efs describe-file-systems shows.',
      ),
    );
  });

  it("without a mount target are named; one a zone is as good as one", async () => {
    const asking = (answer: () => Record<string, never>) =>
      existingOf(
        { clusters: withApps({ web: mounted("fs-1") }) },
        { [fileSystem]: () => ({}), [mountTarget]: answer },
      );
    await assert.rejects(
      asking(missing("no matching EFS Mount Target found")),
      refuses(
        'slipway:clusters.main.apps.web.volumes.data.efs.fileSystemId "fs-1": has no mount target, so no task can mount it. Make one in each zone of the tasks, with a security group that lets them in on port 2049 (aws efs create-mount-target).',
      ),
    );
    await asking(missing("multiple EFS Mount Targets matched; use additional constraints"));
    await asking(missing("AccessDeniedException: no elasticfilesystem:DescribeMountTargets"));
  });

  it("that running tasks have mounted are not asked for again", async () => {
    const volumes = [
      {
        efsVolumeConfigurations: [
          { fileSystemId: "fs-1", authorizationConfigs: [{ accessPointId: "fsap-1" }] },
        ],
      },
    ];
    const live = { definition: { containerDefinitions: "[]", volumes } };
    const running = { of: () => ({ live: live as never }) };
    const clusters = withApps({ web: mounted("fs-1", "fsap-1") });
    const [, graph] = await existingOf({ clusters, running }, nothing);
    assert.deepEqual(graph.calls, []);
  });
});
