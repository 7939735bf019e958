import assert from "node:assert/strict";

import { appNamed, appsOf, listed } from "../../../cli/apps";
import { type Clients } from "../../../cli/clients";
import { connect } from "../../../cli/connection";
import { UserError } from "../../../cli/userError";
import { formatStackParameter, type StackParameter } from "../../../delivery/stackParameter";
import { answering, shop } from "../../support/cli";

/** An account with these parameters, two a page. */
function account(parameters: Readonly<Record<string, string>>) {
  const names = Object.keys(parameters);
  const ssm = answering({
    GetParameterCommand: ({ Name }: { Name: string }) => {
      const Value = parameters[Name];
      if (Value === undefined) {
        throw Object.assign(new Error(Name), { name: "ParameterNotFound" });
      }
      return { Parameter: { Name, Value } };
    },
    GetParametersByPathCommand: ({ NextToken = "0" }: { NextToken?: string }) => {
      const start = Number(NextToken);
      return {
        Parameters: names.slice(start, start + 2).map((Name) => ({ Name })),
        ...(start + 2 < names.length && { NextToken: String(start + 2) }),
      };
    },
  });
  const client = Object.assign(ssm, { config: { region: () => Promise.resolve("eu-west-1") } });
  return { ssm: () => Promise.resolve(client as never) } as Partial<Clients> as Clients;
}

const staging = { "/slipway/staging": formatStackParameter(shop) };
const prod = { "/slipway/prod": formatStackParameter({ ...shop, stack: "prod" }) };
const test = { "/slipway/test": formatStackParameter({ ...shop, stack: "test" }) };

async function refused(
  work: () => unknown,
): Promise<readonly [string, string | undefined, number]> {
  try {
    await work();
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    return [error.message, error.hint, error.exitCode];
  }
  throw new Error("nothing was refused");
}

describe("a connection", () => {
  it("reads the stack that is named, by option before environment", async () => {
    const clients = () => account({ ...staging, ...prod });
    const byOption = await connect({ stack: "prod" }, { SLIPWAY_STACK: "staging" }, clients);
    assert.equal(byOption.parameter.stack, "prod");
    const byEnvironment = await connect({}, { SLIPWAY_STACK: "staging" }, clients);
    assert.equal(byEnvironment.parameter.stack, "staging");
  });

  it("finds the only stack that there is", async () => {
    const found = await connect({}, { SLIPWAY_STACK: "" }, () => account(staging));
    assert.deepEqual(
      found.apps.map(({ key }) => key),
      ["batch/mailer", "main/api", "main/web"],
    );
  });

  it("hands region and profile to the clients", async () => {
    const settings: unknown[] = [];
    await connect({ region: "eu-west-3", profile: "ops" }, {}, (given) => {
      settings.push(given);
      return account(staging);
    });
    assert.deepEqual(settings, [{ region: "eu-west-3", profile: "ops", credentials: undefined }]);
  });

  it("takes the region of AWS_DEFAULT_REGION where nothing else names one, as pulumi up does", async () => {
    const regionOf = async (env: Record<string, string>, region?: string) => {
      let found: string | undefined;
      await connect({ region }, env, (given) => {
        found = given.region;
        return account(staging);
      });
      return found;
    };
    const env = { AWS_DEFAULT_REGION: "eu-west-1" };
    assert.equal(await regionOf(env), "eu-west-1");
    assert.equal(await regionOf(env, "eu-west-3"), "eu-west-3");
    // The SDK's own, which reads it by itself.
    assert.equal(await regionOf({ ...env, AWS_REGION: "us-east-1" }), undefined);
    assert.equal(await regionOf({ AWS_DEFAULT_REGION: "" }), undefined);
  });

  it("asks which stack is meant, when there are several", async () => {
    const many = () => account({ ...test, ...staging, ...prod });
    assert.deepEqual(await refused(() => connect({}, {}, many)), [
      "There are several stacks in eu-west-1: prod, staging, test.",
      "Say which: --stack <stack>, or SLIPWAY_STACK in the environment.",
      2,
    ]);
  });

  it("says that there is no stack, or no such stack and which there are", async () => {
    const [none] = await refused(() => connect({ profile: "ops" }, {}, () => account({})));
    assert.equal(none, 'There is no stack in eu-west-1 with profile "ops".');
    assert.deepEqual(await refused(() => connect({ stack: "pord" }, {}, () => account(prod))), [
      'There is no stack "pord" in eu-west-1.',
      "There is prod; check --stack, --profile and --region.",
      2,
    ]);
    const [, hint] = await refused(() => connect({ stack: "prod" }, {}, () => account({})));
    assert.match(hint ?? "", /^No stack is there at all: check --profile and --region\./);
  });

  it("refuses an address that is none, and says which variable has it", async () => {
    for (const [name, value] of [
      ["AWS_ENDPOINT_URL", "localhost:4566"],
      ["AWS_ENDPOINT_URL_SSM", "garbage"],
    ] as const) {
      const [message, hint] = await refused(() =>
        connect({}, { [name]: value }, () => account(staging)),
      );
      assert.equal(message, `${name} must be an http or https URL, got "${value}".`);
      assert.match(hint ?? "", /^For example http:\/\/localhost:4566;/);
    }
    const secret = { AWS_ENDPOINT_URL: "ftp://me:hunter2@host" };
    const [message] = await refused(() => connect({}, secret, () => account(staging)));
    assert.doesNotMatch(message, /hunter2/);
    const right = { AWS_ENDPOINT_URL: "http://localhost:4566", AWS_ENDPOINT_URL_ECR: "" };
    assert.equal((await connect({}, right, () => account(staging))).parameter.stack, "staging");
  });

  it("names the profile that gives no credentials", async () => {
    const error = Object.assign(new Error("Could not load credentials"), {
      name: "CredentialsProviderError",
    });
    const nobody = () => {
      const send = () => Promise.reject(error);
      const ssm = { send, config: { region: () => Promise.resolve("eu-west-1") } };
      return { ssm: () => Promise.resolve(ssm as never) } as Partial<Clients> as Clients;
    };
    assert.deepEqual(await refused(() => connect({ profile: "ops" }, {}, nobody)), [
      'The profile "ops" gives no AWS credentials: Could not load credentials.',
      "aws configure list-profiles shows those that there are; aws sso login --profile ops signs in.",
      2,
    ]);
    const [message] = await refused(() => connect({}, { AWS_PROFILE: "dev" }, nobody));
    assert.match(message, /^The profile "dev" gives no/);
    await assert.rejects(connect({}, {}, nobody), error);
  });

  it("says that a parameter describes no stack", async () => {
    const odd = () => account({ "/slipway/prod": "{}" });
    const [message, , code] = await refused(() => connect({ stack: "prod" }, {}, odd));
    assert.match(message, /The SSM parameter "\/slipway\/prod" does not describe a stack/);
    assert.equal(code, 2);
  });
});

describe("an app", () => {
  it("has names that follow from the stack's parameter", () => {
    assert.deepEqual(appNamed(shop, "main/web"), {
      key: "main/web",
      cluster: "main",
      app: "web",
      clusterName: "staging-main",
      serviceName: "staging-main-web",
      pipelineName: "deployment-staging-main-web",
      logGroupName: "/slipway/staging/main/web",
      scheduleName: "staging-main-web",
      path: "main/web/revision.json",
      kind: "web",
      containerName: "web",
      origins: {
        accountId: "111122223333",
        region: "eu-west-1",
        repositories: new Map([
          ["web", "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop-staging/web"],
        ]),
      },
    });
  });

  it("may be named by its own key, where only one cluster has it", async () => {
    assert.equal(appNamed(shop, "mailer").key, "batch/mailer");
    const twice: StackParameter = {
      ...shop,
      clusters: {
        ...shop.clusters,
        other: { name: "staging-other", apps: { worker: { web: ["web"] } } },
      },
    };
    assert.deepEqual(await refused(() => appNamed(twice, "web")), [
      'More than one cluster of stack "staging" has an app "web".',
      "Say which: main/web, other/web.",
      2,
    ]);
  });

  const unknown: readonly (readonly [name: string, question: string])[] = [
    ["main/wep", ' Did you mean "main/web"?'],
    ["mailre", ' Did you mean "batch/mailer"?'],
    ["checkout", ""],
  ];
  for (const [name, question] of unknown) {
    it(`that does not exist is refused with what is legal: ${name}`, async () => {
      assert.deepEqual(await refused(() => appNamed(shop, name)), [
        `Stack "staging" has no app "${name}".${question}`,
        "Its apps are batch/mailer, main/api, main/web.",
        2,
      ]);
    });
  }

  it("cannot be found where there are none", async () => {
    const [message] = await refused(() => appNamed({ ...shop, clusters: {} }, "web"));
    assert.equal(message, 'Stack "staging" has no apps.');
    assert.deepEqual(appsOf({ ...shop, clusters: {} }), []);
  });

  it("is one of so many that a sentence does not list them all", () => {
    const names = Array.from({ length: 23 }, (_, index) => `app-${index}`);
    assert.match(listed(names), /app-19 and 3 more$/);
  });
});
