import assert from "node:assert/strict";
import { createHash } from "node:crypto";

import { imageIn, refuseOtherAccount } from "../../../../cli/release/promote";
import { registryAccess, registryRepository } from "../../../../cli/release/registryRepository";
import { UserError } from "../../../../cli/userError";
import { ecrAdapter } from "../../../../delivery/aws/ecr";
import { answering, typed } from "../../../support/cli";
import { image, shop } from "./shop";

const staging = { parameter: shop };
const prod = {
  parameter: { ...shop, stack: "prod", branch: "prod", imageRepositories: "shop-prod/" },
};

describe("the image of a promotion", () => {
  it("is the same digest in the repository of the same name", () => {
    const { uri, copied } = imageIn(image("b"), staging, prod);
    assert.equal(uri, image("b").replace("shop-staging/web", "shop-prod/web"));
    const digest = `sha256:${"b".repeat(64)}`;
    assert.deepEqual(copied, { from: "shop-staging/web", to: "shop-prod/web", digest });
  });

  it("is in the registry of the other region, where that is another one", () => {
    const far = { parameter: { ...prod.parameter, region: "us-east-1" } };
    assert.match(imageIn(image("b"), staging, far).uri, /^\d{12}\.dkr\.ecr\.us-east-1\./);
  });

  it("is where it was, if it is none of the stack's own", () => {
    const foreign = `ghcr.io/acme/web@sha256:${"b".repeat(64)}`;
    assert.deepEqual(imageIn(foreign, staging, prod), { uri: foreign, copied: undefined });
  });
});

describe("slipway promote", () => {
  it("stays within one account", () => {
    const topicArn = "arn:aws:sns:eu-west-1:222233334444:notices";
    const other = { parameter: { ...prod.parameter, topicArn } };
    assert.throws(() => {
      refuseOtherAccount(staging, other);
    }, /"staging" is in account 111122223333 and stack "prod" in 222233334444: promote works within one account/);
    refuseOtherAccount(staging, prod);
  });

  for (const [line, expected] of [
    ["promote main/web --from staging", /--from and --to are both needed/],
    ["promote main/web --from prod --to prod", /are the same stack, "prod"/],
  ] as const) {
    it(`refuses ${line}`, async () => {
      const connect = () => Promise.reject(new Error("it asked AWS"));
      const { code, stderr } = await typed(line, { connect });
      assert.equal(code, 2);
      assert.match(stderr, expected);
    });
  }
});

/** A registry by its protocol; answers are looked up by "METHOD path". */
function registry(answers: Readonly<Record<string, () => Response>>) {
  const asked: string[] = [];
  const request: typeof fetch = (input, init) => {
    const { pathname, search } = new URL(input as string);
    const line = `${init?.method ?? "GET"} ${pathname}${search}`;
    asked.push(line);
    const headers = init?.headers as Record<string, string>;
    assert.equal(headers["authorization"], "Basic dG9rZW4=");
    const answer = answers[line];
    return answer === undefined
      ? Promise.reject(new Error(`no answer for ${line}`))
      : Promise.resolve(answer());
  };
  const access = { url: "https://registry.example", authorization: "Basic dG9rZW4=" };
  return { asked, repository: registryRepository(access, "shop-prod/web", request) };
}

const text = '{"config": {}}';
const digest = `sha256:${createHash("sha256").update(text).digest("hex")}`;

describe("a repository of a registry", () => {
  it("gives a manifest only if its bytes have the digest that was asked for", async () => {
    const path = `GET /v2/shop-prod/web/manifests/${digest}`;
    const type = { "content-type": "application/vnd.oci.image.index.v1+json; charset=utf-8" };
    const good = registry({ [path]: () => new Response(text, { headers: type }) });
    const mediaType = "application/vnd.oci.image.index.v1+json";
    assert.deepEqual(await good.repository.manifest(digest), { text, mediaType });
    const bad = registry({ [path]: () => new Response(`${text} `) });
    await assert.rejects(bad.repository.manifest(digest), /gave another manifest/);
    const absent = registry({ [path]: () => new Response("", { status: 404 }) });
    assert.equal(await absent.repository.manifest(digest), undefined);
  });

  it("takes a layer in three steps, wherever it says that the next one goes", async () => {
    const uploads = "/v2/shop-prod/web/blobs/uploads/";
    const { asked, repository } = registry({
      [`POST ${uploads}`]: () =>
        new Response(null, { status: 202, headers: { location: `${uploads}u1` } }),
      [`PATCH ${uploads}u1`]: () =>
        new Response(null, {
          status: 202,
          headers: { location: `https://registry.example${uploads}u1?state=x` },
        }),
      [`PUT ${uploads}u1?state=x&digest=${encodeURIComponent(digest)}`]: () =>
        new Response(null, { status: 201 }),
    });
    await repository.writeBlob({ digest, size: text.length }, new Blob([text]).stream());
    assert.equal(asked.length, 3);
  });

  it("says what it was asked when it refuses", async () => {
    const { repository } = registry({
      [`HEAD /v2/shop-prod/web/blobs/${digest}`]: () => new Response("denied", { status: 403 }),
    });
    await assert.rejects(repository.hasBlob(digest), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /answered 403 when it was to find a layer: denied/);
      assert.match(error.hint ?? "", /Nothing was committed\. Run it again/);
      assert.equal(error.exitCode, 1);
      return true;
    });
  });

  it("says what broke when it cannot be reached", async () => {
    const cause = new Error("connect ECONNREFUSED 10.0.0.1:443");
    const access = { url: "https://registry.example", authorization: "Basic dG9rZW4=" };
    const repository = registryRepository(access, "shop-prod/web", () =>
      Promise.reject(new TypeError("fetch failed", { cause })),
    );
    await assert.rejects(repository.hasBlob(digest), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(
        error.message,
        /registry https:\/\/registry\.example could not be reached to find a layer: connect ECONN/,
      );
      return true;
    });
  });

  it("does not carry what the registry takes over by itself", async () => {
    const query = new URLSearchParams({ mount: digest, from: "shop-staging/web" }).toString();
    const path = `POST /v2/shop-prod/web/blobs/uploads/?${query}`;
    for (const [status, taken] of [
      [201, true],
      [202, false],
    ] as const) {
      const { repository } = registry({ [path]: () => new Response(null, { status }) });
      assert.equal(await repository.mountBlob(digest, "shop-staging/web"), taken);
    }
  });
});

describe("the way to a registry", () => {
  const ecr = answering({
    GetAuthorizationTokenCommand: () => ({
      authorizationData: [
        {
          authorizationToken: "dG9rZW4=",
          proxyEndpoint: "https://111122223333.dkr.ecr.eu-west-1.amazonaws.com",
        },
      ],
    }),
  });
  for (const [endpoint, url] of [
    [undefined, "https://111122223333.dkr.ecr.eu-west-1.amazonaws.com"],
    ["http://localhost:4566", "http://localhost:4566"],
    ["https://vpce-1.ecr.amazonaws.com", "https://111122223333.dkr.ecr.eu-west-1.amazonaws.com"],
  ] as const) {
    it(`is ${url} where the API is at ${endpoint ?? "its own address"}`, async () => {
      assert.deepEqual(await registryAccess(ecrAdapter(ecr), endpoint), {
        url,
        authorization: "Basic dG9rZW4=",
      });
    });
  }
});
