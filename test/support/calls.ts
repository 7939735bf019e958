import { type CallMocks } from "./graph";
import { accountId, digestOf, region } from "./outputs";

/** What AWS and registries answer in tests of the whole program: an account in which nothing runs yet. */
export const emptyAccount: CallMocks = {
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({
    accountId,
    arn: `arn:aws:iam::${accountId}:root`,
    userId: accountId,
  }),
  "aws:index/getPartition:getPartition": () => ({
    partition: "aws",
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
  }),
  "aws:index/getRegion:getRegion": () => ({ region, description: "Europe (Ireland)" }),
  "aws:ecr/getAuthorizationToken:getAuthorizationToken": () => ({
    userName: "AWS",
    password: "token",
    authorizationToken: "QVdTOnRva2Vu",
    proxyEndpoint: `https://${accountId}.dkr.ecr.${region}.amazonaws.com`,
  }),
  "aws:codecommit/getRepository:getRepository": ({ repositoryName }) => ({
    repositoryName,
    repositoryId: "7a1d2c3b-0000-4000-8000-000000000000",
    arn: `arn:aws:codecommit:${region}:${accountId}:${String(repositoryName)}`,
    cloneUrlHttp: `https://git-codecommit.${region}.amazonaws.com/v1/repos/${String(repositoryName)}`,
    cloneUrlSsh: `ssh://git-codecommit.${region}.amazonaws.com/v1/repos/${String(repositoryName)}`,
    kmsKeyId: "",
  }),
  "aws:codestarconnections/getConnection:getConnection": ({ arn }) => ({
    arn,
    connectionStatus: "AVAILABLE",
  }),
  "aws:ecs/getService:getService": () => {
    throw new Error("no matching ECS Service found");
  },
  "aws:ssm/getParameter:getParameter": ({ name }) => {
    // The secrets of tasks are asked for by their ARN, what the stack tells about itself by its name.
    if (String(name).startsWith("arn:")) {
      return { name };
    }
    throw new Error(`reading SSM Parameter (${String(name)}): couldn't find resource`);
  },
  "aws:route53/getZone:getZone": ({ name, zoneId = "Z0EXAMPLE" }) => ({
    id: zoneId,
    zoneId,
    name,
  }),
  "aws:efs/getFileSystem:getFileSystem": ({ fileSystemId }) => ({ fileSystemId }),
  "aws:efs/getMountTarget:getMountTarget": ({ fileSystemId }) => ({ fileSystemId }),
  "aws:efs/getAccessPoint:getAccessPoint": ({ accessPointId }) => ({ accessPointId }),
  "aws:secretsmanager/getSecrets:getSecrets": ({ filters }) => ({
    arns: (filters as { values: string[] }[]).flatMap(({ values }) =>
      values.map((name) => `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-AbCdEf`),
    ),
  }),
  "docker:index/getRegistryImage:getRegistryImage": ({ name }) => ({
    name,
    sha256Digest: digestOf(String(name)),
  }),
};
