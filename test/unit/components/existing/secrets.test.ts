import assert from "node:assert/strict";

import { type CallMocks } from "../../../support/graph";
import { asked, existingOf, refuses, withApps } from "./fixture";

const inManager = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:";
const inSsm = "arn:aws:ssm:eu-west-1:000000000000:parameter/";
const list = "aws:secretsmanager/getSecrets:getSecrets";
const parameter = "aws:ssm/getParameter:getParameter";

/** An account with the secrets `shop/db-AbCdEf` and `shop-master-GhIjKl`, and the parameter `shop/url`. */
const calls: CallMocks = {
  [list]: () => ({ arns: [`${inManager}shop/db-AbCdEf`, `${inManager}shop-master-GhIjKl`] }),
  [parameter]: ({ name }) => {
    if (name !== `${inSsm}shop/url`) {
      throw new Error(`reading SSM Parameter (${String(name)}): couldn't find resource`);
    }
    return {};
  },
};

const noSecret =
  "there is no such secret in Secrets Manager, or it is to be deleted. Create it (aws secretsmanager create-secret), or write an ARN that aws secretsmanager list-secrets shows.";
const noParameter =
  "there is no such SSM parameter. Create it (aws ssm put-parameter), or write an ARN that aws ssm describe-parameters shows.";

function found(secrets: Readonly<Record<string, string>>, otherCalls: CallMocks = {}) {
  return existingOf({ clusters: withApps({ web: { secrets } }) }, { ...calls, ...otherCalls });
}

describe("secrets", () => {
  it("that are there may be written in every form that ECS takes", async () => {
    await found({
      WHOLE: `${inManager}shop/db-AbCdEf`,
      SHORT: `${inManager}shop/db`,
      LOOKS_WHOLE: `${inManager}shop-master`,
      KEY: `${inManager}shop/db-AbCdEf:password::`,
      URL: `${inSsm}shop/url`,
    });
  });

  it("that are not are named all at once, those of sidecars and init containers included", async () => {
    const container = (secret: string) => ({ image: "own", secrets: { KEY: secret } });
    const clusters = withApps({
      web: {
        secrets: { A: `${inManager}shop/dB`, B: `${inManager}shop/db-abcdef`, C: `${inSsm}shop` },
        sidecars: { proxy: container(`${inSsm}proxy`) },
        initContainers: { setup: container(`${inManager}setup`) },
      },
      jobs: { secrets: { A: `${inSsm}shop` } },
    });
    const app = "slipway:clusters.main.apps.web";
    await assert.rejects(
      existingOf({ clusters }, calls),
      refuses(
        `${app}.initContainers.setup.secrets.KEY "${inManager}setup": ${noSecret}`,
        `${app}.secrets.A "${inManager}shop/dB": ${noSecret}`,
        `${app}.secrets.B "${inManager}shop/db-abcdef": ${noSecret}`,
        `${app}.secrets.C (and 1 more) "${inSsm}shop": ${noParameter}`,
        `${app}.sidecars.proxy.secrets.KEY "${inSsm}proxy": ${noParameter}`,
      ),
    );
  });

  it("are asked for by name, ten a call, and no value is decrypted", async () => {
    const many = Array.from({ length: 25 }, (_, index) => `${inManager}many/${index}`);
    const secrets = Object.fromEntries(many.map((arn, index) => [`S${index}`, arn]));
    const all = { [list]: () => ({ arns: many.map((arn) => `${arn}-AbCdEf`) }) };
    const [, graph] = await found({ ...secrets, URL: `${inSsm}shop/url` }, all);
    const filters = asked(graph, list).map((inputs) => inputs.filters as { values: string[] }[]);
    assert.deepEqual(filters.map(([filter]) => filter?.values.length).sort(), [10, 10, 5]);
    const names = filters.flatMap(([filter]) => filter?.values ?? []);
    assert.deepEqual(names.sort(), many.map((arn) => arn.slice(inManager.length)).sort());
    assert.deepEqual(asked(graph, parameter), [
      { name: `${inSsm}shop/url`, withDecryption: false },
    ]);
  });

  it("of another account are left to ECS", async () => {
    const other = `${inManager}shop/other`.replace("000000000000", "111111111111");
    const [, graph] = await found({ A: other });
    assert.deepEqual(graph.calls, []);
  });

  it("that running tasks started with are not asked for again", async () => {
    const containers = [{ secrets: [{ name: "A", valueFrom: `${inManager}gone` }] }];
    const live = { definition: { containerDefinitions: JSON.stringify(containers), volumes: [] } };
    const clusters = withApps({ web: { secrets: { A: `${inManager}gone` } } });
    const running = { of: () => ({ live: live as never }) };
    const [, graph] = await existingOf({ clusters, running }, calls);
    assert.deepEqual(graph.calls, []);
  });

  it("that nobody may list do not stop the update: a warning says so", async () => {
    const denied = () => {
      throw new Error("AccessDeniedException: not authorized");
    };
    const { warn } = console;
    const warnings: unknown[] = [];
    console.warn = (text) => warnings.push(text);
    try {
      await found(
        { A: `${inManager}shop/db`, B: `${inSsm}shop/url` },
        { [list]: denied, [parameter]: denied },
      );
    } finally {
      console.warn = warn;
    }
    const app = "slipway:clusters.main.apps.web";
    assert.deepEqual(warnings, [
      [
        "warning: [runtime] Not looked up, so AWS may refuse it later:",
        `${app}.secrets.A "${inManager}shop/db": AccessDeniedException: not authorized`,
        `${app}.secrets.B "${inSsm}shop/url": AccessDeniedException: not authorized`,
      ].join("\n"),
    ]);
  });
});
