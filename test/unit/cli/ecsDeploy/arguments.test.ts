import assert from "node:assert/strict";

import { parse } from "../../../../cli/ecsDeploy/parse";
import { UsageRefusal } from "../../../../cli/ecsDeploy/refusal";
import { run } from "../../../../cli/ecsDeploy/run";
import { settingsOf, type Settings } from "../../../../cli/ecsDeploy/settings";
import { type Environment } from "../../../../cli/io";
import { MemoryIo } from "../../../support/cli";

const words = (line: string): string[] => line.split(" ");

function read(line: string, env: Environment = {}): Settings {
  return settingsOf(parse(words(line)), env);
}

function codeOf(argv: readonly string[], env: Environment = {}): number {
  try {
    settingsOf(parse(argv), env);
    return 0;
  } catch (error) {
    assert.ok(error instanceof UsageRefusal, String(error));
    return error.exitCode;
  }
}

describe("the arguments of ecs-deploy", () => {
  const codes: readonly (readonly [string, number])[] = [
    ["-i app", 5],
    ["-c cl -n svc -d td -i app", 6],
    ["-n svc -i app", 7],
    ["-c cl -n svc", 8],
    ["-c cl -n svc -t 300 --max-definitions 10", 8],
    ["-c cl -n svc -i app --max-definitions words", 9],
    ["-c cl -d td -i app --launch-type EC2", 10],
    ["-c cl -d td -i app --network-configuration x", 11],
    ["-c cl -d td -i app --wait-for-success", 11],
    ["-c cl -d td -i app --platform-version 1.4.0", 12],
    ["-c cl -n svc -i /something", 13],
    ["-c cl -n svc -to a|b -i ignore", 13],
    // Several things are wrong: the first of this order decides.
    ["--max-definitions x --launch-type EC2", 5],
    ["-n svc --max-definitions x", 7],
    ["-c cl -n svc --max-definitions x", 8],
    ["-c cl -n svc -i _ --max-definitions x --launch-type EC2", 9],
    ["-c cl -n svc -i _ --platform-version 1 --launch-type EC2", 10],
    ["-c cl -n svc -i app --unknown", 3],
    ["-c=cl -n svc -i app", 3],
    ["stray -c cl", 3],
    ["-c cl -n svc -i app --enable-rollback true", 3],
    ["-c cl -n svc -i app -t 5m", 3],
    ["-c cl -n svc -i app -D two", 3],
    ["-c cl -n svc -i app -m -1", 3],
    ["-c cl -n svc -i", 1],
    ["-c cl -n svc -i repo/app -e NOT_SET", 1],
    ["-c cl -n svc -i repo/app -e 1.2-3", 1],
    ["-k AKID -c cl -n svc -i app", 3],
    ["-d td -i app --run-task", 7],
    ["-d td -i app --schedules", 7],
    ["-c cl -n svc --force-new-deployment --schedules", 3],
  ];
  for (const [line, code] of codes) {
    it(`ends ${line} with ${code}`, () => {
      assert.equal(codeOf(words(line)), code);
    });
  }

  it("takes every short flag for its long one", () => {
    const short = read(
      "-k A -s B -r eu-west-1 -p dev -a arn:r -c cl -n svc -i app:1 -D 0 -m 0 -M 100 -t 600 -v",
    );
    const long = read(
      "--aws-access-key A --aws-secret-key B --region eu-west-1 --profile dev --aws-assume-role arn:r --cluster cl --service-name svc --image app:1 --desired-count 0 --min 0 --max 100 --timeout 600 --verbose",
    );
    assert.deepEqual(short, long);
    assert.deepEqual([short.desired, short.min, short.max, short.timeoutSeconds], [0, 0, 100, 600]);
    assert.deepEqual(short.access.keys, { accessKeyId: "A", secretAccessKey: "B" });
  });

  it("passes over empty words, and lets the last of a flag win", () => {
    const argv = ["", "-c", "one", "", "-c", "two", "-n", "svc", "-i", "app", ""];
    const { cluster, service } = settingsOf(parse(argv), {});
    assert.deepEqual([cluster, service], ["two", "svc"]);
  });

  it("passes over the ARN that people write after --aws-instance-profile", () => {
    assert.equal(
      codeOf(words("--aws-instance-profile arn:aws:iam::1:instance-profile/ci -c c -n s -i app")),
      0,
    );
  });

  it("needs no image for a tag, a container, a variable or a forced deployment", () => {
    assert.equal(read("-c cl -n svc -to v2").wanted.tag, "v2");
    assert.equal(read("-c cl -n svc -to v2 -i repo/img").wanted.image, undefined);
    assert.deepEqual(
      read("-c cl -n svc --container web=app --container log=fluent:2").wanted.containers,
      [
        { name: "web", image: "app:latest" },
        { name: "log", image: "fluent:2" },
      ],
    );
    assert.deepEqual(read("-c cl -n svc --env web:A=b=c --env web:OLD").wanted.environment, [
      { container: "web", name: "A", value: "b=c" },
      { container: "web", name: "OLD", value: undefined },
    ]);
    assert.equal(read("-c cl -n svc --force-new-deployment").force, true);
  });

  it("lets a pipeline take as long as it takes, unless a time is typed", () => {
    assert.deepEqual(read("-c cl -n svc -i app --commit prod").commit, {
      stack: "prod",
      timeoutSeconds: undefined,
    });
    assert.equal(read("-c cl -n svc -i app --commit prod -t 60").commit?.timeoutSeconds, 60);
  });

  it("reads region and profile from the variables of the AWS command line", () => {
    const env = { AWS_DEFAULT_REGION: "eu-west-1", AWS_DEFAULT_PROFILE: "dev" };
    const { region, profile } = read("-c cl -n svc -i app", env).access;
    assert.deepEqual([region, profile], ["eu-west-1", "dev"]);
    assert.equal(read("-c cl -n svc -i app -p ops", env).access.profile, "ops");
  });

  it("keeps 90 seconds, all revisions and the service's numbers unless told otherwise", () => {
    const settings = read("-c cl -n svc -i app", { DESIRED: "5", VERSION: "9" });
    const { timeoutSeconds, keep, desired, min, max } = settings;
    assert.deepEqual(
      [timeoutSeconds, keep, desired, min, max],
      [90, undefined, undefined, undefined, undefined],
    );
    assert.equal(read("-c cl -n svc -i app --max-definitions -1").keep, undefined);
    assert.equal(read("-c cl -n svc -i app --max-definitions 08").keep, 8);
  });

  it("reads a network as JSON and as the shorthand, and evaluates neither", () => {
    const network = (value: string) =>
      settingsOf(
        parse([...words("-c cl -d td -i app --run-task --network-configuration"), value]),
        {},
      ).task.network;
    const expected = {
      subnets: ["subnet-1", "subnet-2"],
      securityGroups: ["sg-1"],
      assignPublicIp: "DISABLED",
    };
    assert.deepEqual(
      network(
        "awsvpcConfiguration={subnets=[subnet-1,subnet-2],securityGroups=[sg-1],assignPublicIp=DISABLED}",
      ),
      expected,
    );
    assert.deepEqual(network(JSON.stringify({ awsvpcConfiguration: expected })), expected);
    assert.throws(() => network("$(touch /tmp/x)"), /names no subnets/);
  });
});

describe("ecs-deploy without a deployment", () => {
  const ran = async (...argv: string[]) => {
    const io = new MemoryIo();
    const code = await run(argv, io, () => Promise.reject(new Error("nothing is asked of AWS")));
    return { code, out: io.out, err: io.err };
  };

  it("prints its usage, with code 3 where nothing was asked", async () => {
    const help = await ran("--help");
    const none = await ran();
    assert.deepEqual([help.code, none.code], [0, 3]);
    assert.equal(help.out, none.out);
    assert.match(help.out, /^Usage: ecs-deploy -c CLUSTER -n SERVICE -i IMAGE/);
  });

  it("prints its version alone", async () => {
    assert.match((await ran("--version")).out, /^\d+\.\d+\.\d+\n$/);
  });

  it("writes wrong usage to standard output, with the flag, the value and what is legal", async () => {
    const { code, out, err } = await ran(..."-c cl -n svc -i app -t 5m".split(" "));
    assert.deepEqual([code, out, err], [3, '--timeout must be an integer from 0, got "5m".\n', ""]);
  });

  it("keeps standard output for the result with --json", async () => {
    const { code, out, err } = await ran("--json", "-c", "cl");
    assert.equal(code, 5);
    assert.deepEqual(JSON.parse(out), {
      exitCode: 5,
      error: "One of --service-name (-n) and --task-definition (-d) is required.",
    });
    assert.match(err, /^One of/);
  });

  it("names both of the keys where one is missing, and hides neither name", async () => {
    const { out } = await ran(..."-k AKID -c cl -n svc -i app".split(" "));
    assert.equal(out, "-k (--aws-access-key) needs -s (--aws-secret-key).\n");
  });

  const rows: readonly (readonly [argv: readonly string[], code: number, says: RegExp])[] = [
    [["-i", "app", "--commit", ""], 1, /^"--commit" needs a value, got an empty one\./],
    [["-i", "app", "-a", ""], 1, /^"--aws-assume-role" needs a value/],
    [["-i", "app", "-p", ""], 1, /^"--profile" needs a value/],
    [["-i", "app", "-r", ""], 1, /^"--region" needs a value/],
    [["-i", "app", "--task-definition-file", ""], 1, /^"--task-definition-file" needs a value/],
    [
      ["-i", "app", "-a", "deploy"],
      3,
      /must be the ARN of a role, got "deploy"\.\n {2}For example/,
    ],
    [["-i", "app", "-r", "eu\n::error::x"], 3, /^--region must be one line .*"eu\\n::error::x"/],
    [
      ["--container", "web=a:1", "--container", "web=b:1"],
      3,
      /--container is given twice for "web"/,
    ],
    [["--env", "web:A=1", "--env", "web:A=2"], 3, /--env is given twice for "web:A"/],
    [["-i", "app", "--no-wait", "--enable-rollback"], 3, /--enable-rollback and --no-wait exclude/],
    [["--env", "web:A\u001b[31mX=hunter2"], 3, /^--env must be CONTAINER:NAME=VALUE/],
    [["--env", "web:1 A=hunter2"], 3, /^--env must be CONTAINER:NAME=VALUE/],
    [["-i", "app", "-shunter2"], 3, /^"-s" and its value are two words\.\n/],
    [["-i", "app", "--sercet-key=hunter2"], 3, /^"--sercet-key=…" is not a flag of ecs-deploy\./],
    [["-i", "app", "-v", "--sercet-key=hunter2"], 3, /^"--sercet-key=…" is no flag, and --verbose/],
    [
      ["-i", "app", "--aws-secret-key=hunter2"],
      3,
      /^"--aws-secret-key" and its value are two words/,
    ],
    [["-i", "app", "--aws-secret-key"], 1, /^"--aws-secret-key" needs a value\.\n/],
    [["-i", `app:${"x".repeat(100_000)}`], 13, /^--image "app:x{100}/],
    [["-i", "\u001b[31mapp\n::error::y"], 13, /^--image "app ::error::y" is not an image\./],
  ];
  for (const [argv, expected, says] of rows) {
    const title = JSON.stringify(argv).slice(0, 70);
    it(`says what is wrong with ${title}, and no secret`, async () => {
      const { code, out, err } = await ran("-c", "cl", "-n", "svc", ...argv);
      assert.deepEqual([code, err], [expected, ""]);
      assert.match(out, says);
      assert.ok(!out.includes("hunter2") && !out.includes("\u001b"), out.slice(0, 500));
      assert.ok(out.split("\n").length <= 3 && out.length < 10_000, "two lines of a fair length");
    });
  }

  it("says who evaluates what stands in an image", async () => {
    for (const tag of ["`git describe`", "$(< VERSION)", "$TAG"]) {
      const { code, out } = await ran("-c", "cl", "-n", "svc", "-i", `app:${tag}`);
      assert.equal(code, 13);
      assert.match(out, /in double quotes the shell does that before\.\n$/);
    }
  });

  it("prints a policy instead of deploying", async () => {
    const { code, out } = await ran(..."-c cl -n svc -i app --no-wait --policy".split(" "));
    assert.equal(code, 0);
    assert.match(out, /"arn:\*:ecs:\*:\*:service\/cl\/svc"/);
  });
});
