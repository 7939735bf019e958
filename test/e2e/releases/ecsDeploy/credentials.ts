import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { join } from "node:path";

import { type Bench } from "../../support/ecsDeploy";

export function credentials(bench: () => Bench): void {
  it("uses the credentials that the flags name", async () => {
    const signer = async (line: string, env: Readonly<Record<string, string>>) => {
      bench().proxy.taken();
      const { status, output } = await bench().run(`${line} -c cl -n idle -i app:3 --dry-run`, env);
      assert.equal(status, 0, output);
      const keysUsed = bench()
        .proxy.taken()
        .map(({ accessKey, action }) => `${action} ${accessKey}`);
      return keysUsed;
    };
    const config = join(bench().folder, "config");
    writeFileSync(
      config,
      "[profile ci]\nregion = eu-west-1\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = s\n",
    );
    const profiles = { AWS_CONFIG_FILE: config };
    assert.equal(
      (await signer("-k AKIAFLAG -s secret -r eu-west-1", {}))[0],
      "DescribeServices AKIAFLAG",
    );
    assert.equal((await signer("-p ci", profiles))[0], "DescribeServices AKIAPROFILE");
    const [assume, ...rest] = await signer(
      "-p ci -a arn:aws:iam::000000000000:role/deployer",
      profiles,
    );
    assert.equal(assume, "AssumeRole AKIAPROFILE");
    assert.ok(rest.length > 0 && rest.every((call) => !call.includes("AKIAPROFILE")), rest.join());
    const instance = await metadata();
    try {
      const env = {
        AWS_EC2_METADATA_DISABLED: "false",
        AWS_EC2_METADATA_SERVICE_ENDPOINT: instance.url,
      };
      const [call] = await signer("--aws-instance-profile -r eu-west-1", env);
      assert.equal(call, "DescribeServices ASIAINSTANCE");
    } finally {
      instance.close();
    }
  });

  it("logs calls without what is in them", async () => {
    const line = "-v -k AKIAFLAG -s verysecret -r eu-west-1 -c cl -n idle --env c0:TOKEN=geheim";
    const { output } = await bench().run(line, {});
    assert.match(output, /^\+ ecs:DescribeServices$/m);
    assert.ok(!/verysecret|geheim/.test(output));
  });
}

/** The metadata of an instance with a role, as version 2 of it answers. */
async function metadata(): Promise<{ readonly url: string; close(): void }> {
  const folder = "/latest/meta-data/iam/security-credentials/";
  const answers: Readonly<Record<string, string>> = {
    "/latest/api/token": "token",
    [folder]: "ci",
    [`${folder}ci`]: JSON.stringify({
      Code: "Success",
      AccessKeyId: "ASIAINSTANCE",
      SecretAccessKey: "s",
      Token: "t",
      Expiration: new Date(Date.now() + 3_600_000).toISOString(),
    }),
  };
  const server = createServer(({ url = "" }, reply) => {
    const answer = answers[url];
    reply.writeHead(answer === undefined ? 404 : 200).end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port: at } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${at}`, close: () => void server.close() };
}
