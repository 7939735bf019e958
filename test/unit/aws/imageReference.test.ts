import fc from "fast-check";
import assert from "node:assert/strict";

import {
  ecrRepositoryArn,
  isSameRepository,
  parseImageReference,
} from "../../../aws/imageReference";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("an image reference", () => {
  const legal: [string, string, string | undefined, string | undefined][] = [
    ["nginx", "nginx", "latest", undefined],
    ["nginx:1.27", "nginx", "1.27", undefined],
    [`nginx@${digest}`, "nginx", undefined, digest],
    [`nginx:1.27@${digest}`, "nginx", "1.27", digest],
    ["acme/app:v1", "acme/app", "v1", undefined],
    ["ghcr.io/acme/app__x--y.z:_1", "ghcr.io/acme/app__x--y.z", "_1", undefined],
    ["localhost/app:1", "localhost/app", "1", undefined],
    ["localhost:5000/app", "localhost:5000/app", "latest", undefined],
    ["registry:5000/acme/app:1", "registry:5000/acme/app", "1", undefined],
    ["Registry.Example.com/app", "Registry.Example.com/app", "latest", undefined],
  ];
  for (const [reference, name, tag, sha] of legal) {
    it(`is taken apart: ${reference}`, () => {
      assert.deepEqual(parseImageReference(reference), {
        name,
        tag,
        digest: sha,
        ecr: undefined,
      });
    });
  }

  for (const reference of [
    "",
    "Nginx",
    "nginx:",
    "nginx:1.27:2",
    "nginx@sha256:abc",
    `nginx@sha512:${"0".repeat(128)}`,
    "https://docker.io/nginx",
    "nginx :1",
    "/nginx",
    "nginx/",
    "a//b",
    "nginx:1.27\n",
    `nginx:${"a".repeat(129)}`,
  ]) {
    it(`is refused: ${JSON.stringify(reference).slice(0, 40)}`, () => {
      assert.equal(parseImageReference(reference), undefined);
    });
  }

  it("names a repository of ECR by its host, in every kind of region", () => {
    const hosts: [string, string][] = [
      ["123456789012.dkr.ecr.eu-west-1.amazonaws.com", "eu-west-1"],
      ["123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "cn-north-1"],
      ["123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1"],
      ["123456789012.dkr-ecr.eu-west-1.on.aws", "eu-west-1"],
    ];
    for (const [host, region] of hosts) {
      assert.deepEqual(parseImageReference(`${host}/team/app:v1`)?.ecr, {
        accountId: "123456789012",
        region,
        repositoryName: "team/app",
      });
    }
  });

  it("does not take another host for ECR", () => {
    for (const host of [
      "12345678901.dkr.ecr.eu-west-1.amazonaws.com",
      "123456789012.dkr.ecr.eu-west-1.amazonaws.com.example.com",
      "public.ecr.aws",
      "example.com/123456789012.dkr.ecr.eu-west-1.amazonaws.com",
    ]) {
      assert.equal(parseImageReference(`${host}/team/app:v1`)?.ecr, undefined, host);
    }
  });

  it("is the same when it is put together again", () => {
    const part = fc.stringMatching(/^[a-z0-9]{1,9}([._-][a-z0-9]{1,9})?$/);
    const name = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
    const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/);
    const sha = fc.stringMatching(/^[0-9a-f]{64}$/);
    fc.assert(
      fc.property(name, tag, sha, (path, label, hex) => {
        const parsed = parseImageReference(`ghcr.io/${path}:${label}@sha256:${hex}`);
        assert.equal(
          `${parsed?.name}:${parsed?.tag}@${parsed?.digest}`,
          `ghcr.io/${path}:${label}@sha256:${hex}`,
        );
      }),
    );
  });
});

describe("one repository in two spellings", () => {
  const isSame = (one: string, other: string) => {
    const [a, b] = [parseImageReference(one), parseImageReference(other)];
    return a !== undefined && b !== undefined && isSameRepository(a, b);
  };
  for (const [one, other] of [
    ["nginx:1.27", "docker.io/library/nginx@sha256:" + "a".repeat(64)],
    ["library/nginx", "index.docker.io/nginx:1"],
    ["acme/app", "docker.io/acme/app"],
    ["GHCR.io/acme/app:1", "ghcr.io/acme/app:2"],
    [
      "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1",
      "123456789012.dkr-ecr.eu-west-1.on.aws/app:2",
    ],
  ] as const) {
    it(`is that of ${one} and ${other.slice(0, 60)}`, () => {
      assert.equal(isSame(one, other), true);
    });
  }
  for (const [one, other] of [
    ["nginx", "acme/nginx"],
    ["acme/app", "ghcr.io/acme/app"],
    ["ghcr.io/acme/app", "ghcr.io/acme/app-evil"],
  ] as const) {
    it(`is not that of ${one} and ${other}`, () => {
      assert.equal(isSame(one, other), false);
    });
  }
});

describe("the ARN of an ECR repository", () => {
  it("has the partition, region and account of the repository, not of the stack", () => {
    assert.equal(
      ecrRepositoryArn(
        { accountId: "123456789012", region: "us-east-1", repositoryName: "team/app" },
        "aws-us-gov",
      ),
      "arn:aws-us-gov:ecr:us-east-1:123456789012:repository/team/app",
    );
  });
});
