import assert from "node:assert/strict";

import { type NamingBuild } from "../../../../components/existing/builds";
import { type CallMocks } from "../../../support/graph";
import { asked, existingOf, refuses } from "./fixture";

const connection = (id: string) =>
  `arn:aws:codeconnections:eu-west-1:000000000000:connection/${id}`;
const secret = (name: string) => `arn:aws:secretsmanager:eu-west-1:000000000000:secret:${name}`;

const getConnection = "aws:codestarconnections/getConnection:getConnection";
const getRepository = "aws:codecommit/getRepository:getRepository";
const getSecrets = "aws:secretsmanager/getSecrets:getSecrets";

/** An account with two connections, one of them pending, the repository "shop" and the secret "hub-AbCdEf". */
const calls: CallMocks = {
  [getConnection]: ({ arn }) => {
    const status = new Map([
      [connection("good"), "AVAILABLE"],
      [connection("new"), "PENDING"],
    ]).get(String(arn));
    if (status === undefined) {
      throw new Error("reading CodeStar Connections Connection: couldn't find resource");
    }
    return { connectionStatus: status };
  },
  [getRepository]: ({ repositoryName }) => {
    if (repositoryName !== "shop") {
      throw new Error("reading CodeCommit Repository: RepositoryDoesNotExistException");
    }
    return { arn: "", cloneUrlHttp: "" };
  },
  [getSecrets]: () => ({ arns: [secret("hub-AbCdEf")] }),
};

const build = (source: NamingBuild["source"], change: Partial<NamingBuild> = {}): NamingBuild => ({
  source,
  secrets: {},
  ...change,
});

describe("what builds name", () => {
  it("is asked for once each, and used when it is there", async () => {
    const source = { connection: { arn: connection("good") } };
    const builds = {
      web: build(source, { dockerHub: secret("hub") }),
      api: build(source),
      job: build({ codecommit: "shop" }),
    };
    const [, graph] = await existingOf({ builds }, calls);
    assert.deepEqual(asked(graph, getConnection), [{ arn: connection("good") }]);
    assert.deepEqual(asked(graph, getRepository), [{ repositoryName: "shop" }]);
    assert.equal(asked(graph, getSecrets).length, 1);
  });

  it("is refused all at once when it is missing or pending", async () => {
    const builds = {
      one: build({ connection: { arn: connection("new") } }),
      two: build({ connection: { arn: connection("gone") } }, { secrets: { A: secret("a") } }),
      three: build({ codecommit: "shpo" }),
    };
    await assert.rejects(
      existingOf({ builds }, calls),
      refuses(
        `slipway:builds.one.source.connection.arn "${connection("new")}": the connection is PENDING, and nothing can be fetched by it. Open it in the console (Developer Tools, Connections) and choose "Update pending connection".`,
        `slipway:builds.three.source.codecommit "shpo": there is no CodeCommit repository of that name in this account and region. Check the name, or create it (aws codecommit create-repository).`,
        `slipway:builds.two.secrets.A "${secret("a")}": there is no such secret in Secrets Manager, or it is to be deleted. Create it (aws secretsmanager create-secret), or write an ARN that aws secretsmanager list-secrets shows.`,
        `slipway:builds.two.source.connection.arn "${connection("gone")}": there is no such connection. Make one in the console (Developer Tools, Connections), or write an ARN that aws codeconnections list-connections shows.`,
      ),
    );
  });
});
