import { type STS } from "@aws-sdk/client-sts";
import assert from "node:assert/strict";

import { credentialProblems } from "../../aws/credentials";

function clients(answer: () => Promise<{ Account: string }>) {
  const sts: Pick<STS, "getCallerIdentity"> = { getCallerIdentity: answer as never };
  return { sts: () => Promise.resolve(sts as STS) };
}

const own = clients(() => Promise.resolve({ Account: "111111111111" }));

describe("the credentials of the stand-in for AWS", () => {
  it("are in order when AWS knows them", async () => {
    assert.deepEqual(await credentialProblems(own, {}), []);
    assert.deepEqual(
      await credentialProblems(own, {
        allowedAccountIds: ["111111111111"],
        forbiddenAccountIds: ["222222222222"],
      }),
      [],
    );
  });

  it("are refused once, with the next step, when AWS does not answer", async () => {
    const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
    assert.deepEqual(
      await credentialProblems(
        clients(() => Promise.reject(refused)),
        {},
      ),
      [
        {
          property: "",
          reason:
            'the credentials cannot be checked: local AWS does not answer. Start it with "make local".',
        },
      ],
    );
  });

  it("are refused when they are for another account than the stack says", async () => {
    const [other] = await credentialProblems(own, { allowedAccountIds: ["222222222222"] });
    assert.equal(
      other?.reason,
      "credentials are for account 111111111111 but config says 222222222222; use other credentials, or correct aws:allowedAccountIds",
    );
    const [forbidden] = await credentialProblems(own, { forbiddenAccountIds: ["111111111111"] });
    assert.equal(
      forbidden?.reason,
      "credentials are for account 111111111111, which is forbidden; use other credentials, or correct aws:forbiddenAccountIds",
    );
  });
});
