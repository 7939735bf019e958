import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { join } from "node:path";

import { flagEntries } from "../../../cli/ecsDeploy/flags";
import { ecsDeployBench, linesOf, type Bench } from "../support/ecsDeploy";
import { inputWithEveryField } from "../support/everyField";
import { injectFault } from "../support/http";
import { run as runCommand } from "../support/run";

/** The installed package as CI calls it, against a local AWS whose tasks run as soon as they are asked for. */

const port = 4770;
const prefix = "arn:aws:ecs:eu-west-1:000000000000";
const digest = `sha256:${"0123abcd".repeat(8)}`;
const words = (line: string): string[] => line.split(" ").filter((word) => word !== "");

describe("ecs-deploy on local AWS", () => {
  let bench: Bench;
  const typed = new Set<string>();
  const ran = (line: string | readonly string[], env?: Readonly<Record<string, string>>) => {
    const argv = typeof line === "string" ? words(line) : line;
    argv.forEach((word) => typed.add(word));
    return bench.run(argv, env);
  };
  const imagesOf = async (taskDefinition: string) => {
    const { taskDefinition: found } = await bench.aws.ecs.describeTaskDefinition({
      taskDefinition,
    });
    return found?.containerDefinitions?.map(({ image }) => image);
  };

  before(async () => {
    bench = await ecsDeployBench(port, false);
    const { ecs } = bench.aws;
    await ecs.createCluster({ clusterName: "cl" });
    const make = async (name: string, images: readonly string[], desiredCount = 1) => {
      await ecs.registerTaskDefinition({
        family: name,
        containerDefinitions: images.map((image, at) => ({ name: `c${at}`, image, memory: 64 })),
      });
      await ecs.createService({
        cluster: "cl",
        serviceName: name,
        taskDefinition: name,
        desiredCount,
      });
    };
    await make("svc", ["app:1", "redis:7"]);
    await make("idle", ["app:1"], 0);
    await make("many", ["app:1"], 150);
    await make("blue", ["app:1"], 0);
  });
  after(() => bench.remove());

  const codes: readonly (readonly [string, number, RegExp])[] = [
    ["", 3, /^Usage: ecs-deploy/],
    ["--nope", 3, /^"--nope" is no flag of ecs-deploy\./],
    ["-c=cl", 3, /^-c and its value are two words\./],
    ["-i app", 5, /^One of --service-name \(-n\) and --task-definition \(-d\) is required\./],
    ["-c cl -n svc -d svc -i app", 6, /exclude each other\./],
    ["-n svc -i app", 7, /^--service-name "svc" needs --cluster \(-c\)\./],
    ["-c cl -n svc -t 300 --max-definitions 10", 8, /^--image \(-i\) is required\./],
    ["-c cl -n svc -i app --max-definitions ten", 9, /must be an integer, got "ten"\./],
    ["-d svc -i app --launch-type EC2", 10, /^--launch-type is for a task/],
    ["-d svc -i app --network-configuration x", 11, /^--network-configuration is for a task/],
    ["-d svc -i app --wait-for-success", 11, /^--wait-for-success is for a task/],
    ["-d svc -i app --platform-version 1", 12, /^--platform-version is for a task/],
    ["-c cl -n svc -i /something", 13, /^--image "\/something" is no image\./],
    ["-c cl -n svc -i", 1, /^-i needs a value\./],
    ["-c cl -n svc -i app -e 1.2-3", 1, /takes the name of a variable, got "1\.2-3"\./],
    ["-c cl -n svc -i app -e MISSING", 1, /the variable MISSING is not set\./],
    ["-c cl -n svc -i app -t 5m", 3, /^--timeout must be an integer from 0, got "5m"\./],
    ["-c cl -n svc -i app -D two", 3, /^--desired-count must be an integer from 0, got "two"\./],
    ["-c cl -n svc -i other/app:2", 1, /It has c0 \(app:1\), c1 \(redis:7\)/],
    ["-c no -n svc -i app", 255, /^There is no cluster "no" \(--cluster\)/],
    ["-c cl -n no -i app", 255, /^The cluster "cl" has no service "no" \(--service-name\)\./],
    ["-d no -i app", 255, /^There is no task definition "no"/],
    ["-c cl -n svc -i app --task-definition-file no.json", 1, /"no\.json" cannot be read/],
  ];
  for (const [line, code, sentence] of codes) {
    it(`ends "${line}" with ${code} and a sentence`, async () => {
      const { status, stdout, output } = await ran(line);
      assert.equal(status, code, output);
      assert.match(code === 1 || code === 255 ? output : stdout, sentence);
    });
  }

  it("names the region and the credentials that are missing", async () => {
    const line = "-c cl -n svc -i app";
    const noRegion = await ran(line, { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" });
    const noKeys = await ran(line, { AWS_DEFAULT_REGION: "eu-west-1" });
    assert.deepEqual([noRegion.status, noKeys.status], [255, 255]);
    assert.match(noRegion.output, /^No AWS region is set\./);
    assert.match(noKeys.output, /^There are no AWS credentials to work with: /);
  });

  const images: readonly (readonly [string, string | undefined])[] = [
    ["app", "app:latest"],
    ["app:", "app:latest"],
    ["app:1.2.3", "app:1.2.3"],
    ["app:tag-1_b", "app:tag-1_b"],
    [`app@${digest}`, `app@${digest}`],
    [`app:1@${digest}`, `app:1@${digest}`],
    ["docker.io/library/app:2", "docker.io/library/app:2"],
    ["app:a^b", undefined],
    ["app@sha256:12", undefined],
    ["Upper/app", undefined],
    ["host:abc/app", undefined],
    ["app:$(id)", undefined],
  ];
  it("takes each form of an image, and refuses what is none", async () => {
    for (const [image, expected] of images) {
      const { status, output } = await ran(["-c", "cl", "-n", "svc", "-i", image, "--dry-run"]);
      assert.equal(status, expected === undefined ? 13 : 0, output);
      if (expected !== undefined) {
        assert.equal(linesOf(output)[0], `Using image name: ${expected}`);
      }
    }
    const env = { ...keys, CI_TIMESTAMP: "1487623908" };
    const { output } = await ran("-c cl -n svc -i app -e CI_TIMESTAMP --dry-run", env);
    assert.match(output, /^Using image name: app:1487623908$/m);
  });

  it("prints the lines that scripts read, and changes the containers of the repository alone", async () => {
    const { status, stdout } = await ran(["", "-c", "cl", "", "-n", "svc", "-i", "app:2", ""]);
    assert.deepEqual(
      [status, linesOf(stdout)],
      [
        0,
        [
          "Using image name: app:2",
          `Current task definition: ${prefix}:task-definition/svc:1`,
          `New task definition: ${prefix}:task-definition/svc:2`,
          "Service updated successfully, new task definition running.",
          "Waiting for service deployment to complete...",
          "Service deployment successful.",
        ],
      ],
    );
    assert.deepEqual(await imagesOf("svc:2"), ["app:2", "redis:7"]);
  });

  it("takes the invocations that CI files have", async () => {
    const arn = `${prefix}:service/cl/svc`;
    const lines = [
      "-r eu-west-1 -c cl -n svc -i app:7 -t 6000",
      "--cluster cl --service-name svc --image app:8 --timeout 600",
      `-k test -s test -r eu-west-1 -c ${prefix}:cluster/cl -n ${arn} -i app:latest --verbose --timeout 1000`,
      "--use-latest-task-def -c cl -n svc -to v9 -i ignore -t 3600 -r eu-west-1 --enable-rollback",
      "-c cl -n svc -i app:v9 --skip-deployments-check -t 240",
      "-r eu-west-1 -c cl -n svc -i app -m 0 -M 100 -D 1",
      "-d svc -c cl -i app:10 --use-latest-task-def -r eu-west-1",
      "--region eu-west-1 --timeout 600 --max-definitions 1 --cluster cl --service-name svc --image app:11",
      "--region eu-west-1 --cluster cl --tag-only T --image ignore --service-name svc --timeout 300 --min 100 --max 200",
      "--task-definition svc --image app --cluster cl",
      "-t 600 -r eu-west-1 -a arn:aws:iam::000000000000:role/deployer -c cl -n svc -i app:12",
      "-c cl -n svc -i app:13 --skip-deployments-check --enable-rollback",
      "--aws-instance-profile arn:aws:iam::000000000000:instance-profile/ci -c cl -n svc -i app:14",
      "-c cl -n svc --force-new-deployment",
      "-c cl -n idle -i app:2",
    ];
    for (const line of lines) {
      const { status, output } = await ran(line);
      assert.equal(status, 0, `${line}\n${output}`);
    }
    const { services = [] } = await bench.aws.ecs.describeServices({
      cluster: "cl",
      services: ["svc"],
    });
    assert.equal(services[0]?.deploymentConfiguration?.minimumHealthyPercent, 100);
    // The variable is named by its value in some CI files.
    assert.equal((await ran("-c cl -n svc -i app -r eu-west-1 -e 1.2.3")).status, 1);
  });

  it("prunes after the deployment what nothing runs", async () => {
    const { status, output } = await ran("-c cl -n svc -i app:15 --max-definitions 2");
    assert.equal(status, 0, output);
    const { taskDefinitionArns = [] } = await bench.aws.ecs.listTaskDefinitions({
      familyPrefix: "svc",
    });
    assert.equal(taskDefinitionArns.length, 2);
    assert.match(
      output,
      /^Service deployment successful\.\nDeregistering outdated task revision: /m,
    );
  });

  it("counts the tasks of a service over pages", async () => {
    bench.proxy.taken();
    const { status, output } = await ran("-c cl -n many -i app:2 -t 60 --max-definitions 1");
    assert.equal(status, 0, output);
    const described = bench.proxy.taken().filter(({ action }) => action === "DescribeTasks");
    const sizes = described.map(({ input }) => (input["tasks"] as string[]).length);
    assert.deepEqual(sizes, [100, 50]);
  });

  it("asks for no more than twice the calls that a deployment needs", async () => {
    bench.proxy.taken();
    await ran("-c cl -n svc -i app:16 --no-wait");
    const calls = bench.proxy.taken().map(({ action }) => action);
    assert.deepEqual(calls, [
      "DescribeServices",
      "DescribeTaskDefinition",
      "RegisterTaskDefinition",
      "UpdateService",
    ]);
  });

  it("retries what AWS throttles", async () => {
    for (const action of ["DescribeServices", "RegisterTaskDefinition", "UpdateService"]) {
      const message = "Rate exceeded";
      await injectFault(port, {
        service: "ecs",
        action,
        times: 2,
        code: "ThrottlingException",
        message,
      });
    }
    const { status, output } = await ran("-c cl -n svc -i app:17");
    assert.equal(status, 0, output);
  });

  it("gives AWS's own words with their request id", async () => {
    const fault = { service: "ecs", action: "UpdateService", times: 1 };
    await injectFault(port, {
      ...fault,
      code: "InvalidParameterException",
      message: "No, thank you.",
    });
    const { status, output } = await ran("-c cl -n svc -i app:18");
    assert.equal(status, 255);
    assert.match(output, /InvalidParameterException: No, thank you\. \(request [\w-]+\)/);
  });

  it("keeps every field that a definition may have, and changes the image alone", async () => {
    const { tags, ...every } = inputWithEveryField("RegisterTaskDefinition");
    const containers = every["containerDefinitions"] as Readonly<Record<string, unknown>>[];
    const [first] = containers;
    bench.proxy.answers = {
      DescribeTaskDefinition: {
        taskDefinition: {
          ...every,
          taskDefinitionArn: `${prefix}:task-definition/every:1`,
          revision: 1,
        },
        tags,
      },
      RegisterTaskDefinition: {
        taskDefinition: { taskDefinitionArn: `${prefix}:task-definition/every:2` },
      },
    };
    try {
      bench.proxy.taken();
      const name = String(first?.["name"]);
      const line = [
        "-d",
        "every",
        "--container",
        `${name}=new/app:2`,
        "--copy-task-definition-tags",
      ];
      const { status, output } = await ran(line);
      assert.equal(status, 0, output);
      const sent = bench.proxy.taken().find(({ action }) => action === "RegisterTaskDefinition");
      const changed = containers.map((one) =>
        one["name"] === name ? { ...one, image: "new/app:2" } : one,
      );
      assert.deepEqual(sent?.input, { ...every, tags, containerDefinitions: changed });
    } finally {
      bench.proxy.answers = {};
    }
  });

  it("begins with a file, wrapped or not", async () => {
    const body = {
      family: "svc",
      containerDefinitions: [{ name: "c0", image: "app:1", memory: 32 }],
    };
    for (const [file, content] of [
      ["plain.json", body],
      ["wrapped.json", { taskDefinition: body }],
    ] as const) {
      writeFileSync(join(bench.folder, file), JSON.stringify(content));
      const { status, output } = await ran(`-d svc -i app:19 --task-definition-file ${file}`);
      assert.equal(status, 0, output);
      assert.deepEqual(await imagesOf("svc"), ["app:19"]);
    }
  });

  it("changes nothing in a dry run, and says what it would change without the values of variables", async () => {
    const line = "-c cl -n idle --container c0=new:1 --env c0:TOKEN=geheim --diff --dry-run --json";
    const { status, stdout, output } = await ran(line);
    assert.equal(status, 0, output);
    assert.match(output, / {2}c0\.image: \S+ -> new:1\n {2}c0\.environment\.TOKEN is set/);
    assert.ok(!output.includes("geheim"));
    assert.equal((JSON.parse(stdout) as { exitCode: number }).exitCode, 0);
    const none = await ran("-c cl -n idle -i app:2 --no-diff --dry-run");
    assert.doesNotMatch(none.output, /->/);
  });

  it("uses the credentials that the flags name", async () => {
    const signer = async (line: string, env: Readonly<Record<string, string>>) => {
      bench.proxy.taken();
      const { status, output } = await ran(`${line} -c cl -n idle -i app:3 --dry-run`, env);
      assert.equal(status, 0, output);
      const keysUsed = bench.proxy.taken().map(({ accessKey, action }) => `${action} ${accessKey}`);
      return keysUsed;
    };
    const config = join(bench.folder, "config");
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
    const { output } = await ran(line, {});
    assert.match(output, /^\+ ecs:DescribeServices$/m);
    assert.ok(!/verysecret|geheim/.test(output));
  });

  it("moves rules that run the family", async () => {
    const { events } = bench.aws;
    await events.putRule({ Name: "nightly", ScheduleExpression: "rate(1 day)" });
    const RoleArn = "arn:aws:iam::000000000000:role/events";
    const TaskDefinitionArn = `${prefix}:task-definition/idle:1`;
    const target = {
      Id: "t",
      Arn: `${prefix}:cluster/cl`,
      RoleArn,
      EcsParameters: { TaskDefinitionArn },
    };
    await events.putTargets({ Rule: "nightly", Targets: [target] });
    const { status, output } = await ran("-d idle -c cl -i app:4 --schedules");
    assert.equal(status, 0, output);
    assert.match(output, /^Moved rule nightly from /m);
    const { Targets = [] } = await events.listTargetsByRule({ Rule: "nightly" });
    assert.notEqual(Targets[0]?.EcsParameters?.TaskDefinitionArn, TaskDefinitionArn);
  });

  it("gives a service that two tools deploy at once to one of them", async () => {
    const runs = await Promise.all(
      ["app:20", "app:21"].map((image) => ran(`-c cl -n svc --container c0=${image} -t 60`)),
    );
    const { services = [] } = await bench.aws.ecs.describeServices({
      cluster: "cl",
      services: ["svc"],
    });
    const revision = services[0]?.taskDefinition ?? "";
    const winner = runs.find(({ stdout }) => stdout.includes(`New task definition: ${revision}\n`));
    assert.equal(winner?.status, 0, winner?.output);
    for (const { status, output } of runs) {
      assert.ok(status === 0 || /Another deployment took its place/.test(output), output);
    }
  });

  it("runs in the container that its Dockerfile makes, under both of its names", async () => {
    const { folder } = bench.installed;
    const docker = (...args: string[]) =>
      runCommand("docker", args, { cwd: folder, env: process.env });
    const tag = "ecs-deploy:e2e";
    const built = await docker("build", "--quiet", "--tag", tag, folder);
    assert.equal(built.status, 0, built.output);
    const [entry, path] = [
      await docker("run", "--rm", tag, "--version"),
      await docker("run", "--rm", "--entrypoint", "/ecs-deploy", tag, "--version"),
    ];
    await docker("rmi", tag);
    assert.match(entry.stdout, /^\d+\.\d+\.\d+\n$/);
    assert.equal(path.stdout, entry.stdout);
  });

  it("was asked for every flag that it has", () => {
    // With containers, or without AWS: the other tests of ecs-deploy.
    const elsewhere = ["runTask", "waitForSuccess", "launchType", "platformVersion"];
    const others = [...elsewhere, "networkConfiguration", "commit", "help", "version", "policy"];
    const missing = flagEntries.filter(
      ([name, flag]) =>
        !others.includes(name) && ![flag.long, flag.short].some((one) => typed.has(one ?? "")),
    );
    assert.deepEqual(
      missing.map(([name]) => name),
      [],
    );
  });
});

const keys = {
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_DEFAULT_REGION: "eu-west-1",
};

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
