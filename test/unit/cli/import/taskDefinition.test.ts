import fc from "fast-check";
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Ledger, Reader } from "../../../../cli/import/reader";
import { adviceFor } from "../../../../cli/import/taskDefinition/advice";
import { app } from "../../../../cli/import/taskDefinition/app";
import { parseSource } from "../../../../cli/import/yamlSource";
import { MemoryIo, typed } from "../../../support/cli";

function imported(definition: object, account: string | undefined = "123456789012") {
  const ledger = new Ledger();
  const source = parseSource("t.json", JSON.stringify(definition, null, 2));
  const found = app(new Reader(source, ledger, (text) => text), { region: "eu-west-1", account });
  ledger.remarkUnused(source, adviceFor);
  return {
    found,
    remarks: ledger.remarks.map(({ place, value, advice }) => ({
      key: place.path.join("."),
      value,
      advice,
    })),
  };
}

const api = { name: "api", image: "x:1", portMappings: [{ containerPort: 8080 }] };

describe("a task definition as an app", () => {
  it("keeps everything that Slipway has a key for", () => {
    const { found, remarks } = imported({
      family: "api",
      networkMode: "awsvpc",
      requiresCompatibilities: ["FARGATE"],
      runtimePlatform: { cpuArchitecture: "ARM64", operatingSystemFamily: "LINUX" },
      cpu: "512",
      memory: "1024",
      volumes: [
        {
          name: "userData",
          efsVolumeConfiguration: {
            fileSystemId: "fs-0a1b2c3d4e5f60718",
            rootDirectory: "/",
            transitEncryption: "ENABLED",
            authorizationConfig: { accessPointId: "fsap-0a1b2c3d4e5f60718", iam: "ENABLED" },
          },
        },
        { name: "host", host: { sourcePath: "/var/log" } },
      ],
      containerDefinitions: [
        {
          ...api,
          essential: true,
          environment: [{ name: "A", value: "1" }],
          secrets: [
            { name: "DB", valueFrom: "/db" },
            { name: "KEY", valueFrom: "arn:aws:ssm:eu-west-1:123456789012:parameter/key" },
          ],
          command: ["node", "app.js"],
          user: "node",
          readonlyRootFilesystem: true,
          stopTimeout: 60,
          linuxParameters: { initProcessEnabled: true },
          ulimits: [{ name: "nofile", softLimit: 1024, hardLimit: -1 }],
          healthCheck: { command: ["CMD", "healthy"], interval: 10, startPeriod: 20 },
          mountPoints: [{ sourceVolume: "userData", containerPath: "/data", readOnly: true }],
          dependsOn: [{ containerName: "Log_Router", condition: "START" }],
          logConfiguration: {
            logDriver: "awslogs",
            options: { "awslogs-group": "/ecs/api", "awslogs-region": "eu-west-1" },
          },
        },
        {
          name: "Log_Router",
          image: "public.ecr.aws/log/router",
          essential: false,
          memoryReservation: 64,
          dependsOn: [{ containerName: "api", condition: "HEALTHY" }],
        },
      ],
    });
    assert.deepEqual(found, {
      key: "api",
      capacity: "fargate",
      architecture: "ARM64",
      fields: {
        kind: "web",
        image: "x:1",
        command: ["node", "app.js"],
        environment: { A: "1" },
        secrets: {
          DB: "arn:aws:ssm:eu-west-1:123456789012:parameter/db",
          KEY: "arn:aws:ssm:eu-west-1:123456789012:parameter/key",
        },
        user: "node",
        readonlyRootFilesystem: true,
        stopTimeoutSeconds: 60,
        init: true,
        ulimits: { nofile: { soft: 1024, hard: -1 } },
        containerHealthCheck: {
          command: ["healthy"],
          intervalSeconds: 10,
          startPeriodSeconds: 20,
        },
        dependsOn: { "log-router": "START" },
        mounts: { "user-data": { path: "/data", readOnly: true } },
        port: 8080,
        cpuUnits: 512,
        memoryMiB: 1024,
        volumes: {
          "user-data": {
            efs: { fileSystemId: "fs-0a1b2c3d4e5f60718", accessPointId: "fsap-0a1b2c3d4e5f60718" },
          },
          host: { hostPath: "/var/log" },
        },
        sidecars: {
          "log-router": {
            image: "public.ecr.aws/log/router:latest",
            dependsOn: { api: "HEALTHY" },
            memoryMiB: 64,
            essential: false,
          },
        },
      },
    });
    assert.deepEqual(
      remarks.map(({ key }) => key),
      ["containerDefinitions.0.portMappings.0.containerPort"],
    );
  });

  it("has the size of its containers where the task has none", () => {
    const { found } = imported({
      family: "api",
      containerDefinitions: [
        { ...api, cpu: 128, memory: 256, memoryReservation: 128 },
        { name: "side", image: "y:1", cpu: 64, memoryReservation: 64 },
      ],
    });
    assert.equal(found?.capacity, "ec2");
    assert.deepEqual([found.fields["cpuUnits"], found.fields["memoryMiB"]], [192, 320]);
  });

  it("reads sizes as the console writes them", () => {
    const { found } = imported({
      family: "api",
      cpu: ".5 vCPU",
      memory: "1 GB",
      containerDefinitions: [api],
    });
    assert.deepEqual([found?.fields["cpuUnits"], found?.fields["memoryMiB"]], [512, 1024]);
  });

  it("is a worker without a port", () => {
    const { found } = imported({
      family: "w",
      containerDefinitions: [{ name: "w", image: "x:1" }],
    });
    assert.equal(found?.fields["kind"], "worker");
  });

  it("takes the container that is called as the app's own, and gives folders in memory a name", () => {
    const tmpfs = [{ containerPath: "/tmp", size: 64 }];
    const { found } = imported({
      family: "shopApi",
      memory: "512",
      containerDefinitions: [{ name: "proxy", image: "p:1", linuxParameters: { tmpfs } }, api],
    });
    assert.equal(found?.key, "shop-api");
    assert.equal(found.fields["image"], "x:1");
    assert.deepEqual(found.fields["volumes"], { "proxy-memory": { tmpfs: { sizeMiB: 64 } } });
  });

  it("is read from what DescribeTaskDefinition gives, without what AWS says of it", () => {
    const { found, remarks } = imported({
      taskDefinition: {
        taskDefinitionArn: "arn:aws:ecs:eu-west-1:123456789012:task-definition/w:3",
        revision: 3,
        status: "ACTIVE",
        requiresAttributes: [{ name: "ecs.capability.x" }],
        registeredAt: "2026-01-01",
        family: "w",
        taskRoleArn: "arn:aws:iam::123456789012:role/w",
        containerDefinitions: [{ name: "w", image: "x:1" }],
      },
      tags: [],
    });
    assert.equal(found?.key, "w");
    assert.deepEqual(
      remarks.map(({ key, advice }) => [key, advice.slice(0, 33)]),
      [["taskDefinition.taskRoleArn", "Each app has a task role of its o"]],
    );
  });

  const word = fc.stringMatching(/^[a-z]{6}$/);
  const extra = fc.dictionary(word, word, { maxKeys: 2 });
  const parts = {
    links: fc.array(word, { maxLength: 2 }),
    dockerLabels: extra,
    environmentFiles: fc.array(fc.record({ value: word, type: word }), { maxLength: 2 }),
    environment: fc.array(fc.record({ name: word, value: word }, { requiredKeys: [] })),
    secrets: fc.array(fc.record({ name: word, valueFrom: word }, { requiredKeys: [] })),
    mountPoints: fc.array(
      fc.record({ sourceVolume: word, containerPath: word }, { requiredKeys: [] }),
    ),
    dependsOn: fc.array(fc.record({ containerName: word, condition: word }, { requiredKeys: [] })),
    volumesFrom: fc.array(fc.record({ sourceContainer: word })),
    workingDirectory: word,
    hostname: word,
    user: word,
    command: fc.array(word),
    logConfiguration: fc.record({ logDriver: word, options: extra }),
    firelensConfiguration: fc.record({ type: word, options: extra }),
    systemControls: fc.array(fc.record({ namespace: word, value: word })),
    resourceRequirements: fc.array(fc.record({ type: word, value: word })),
    healthCheck: fc.record({ command: fc.array(word) }),
    repositoryCredentials: fc.record({ credentialsParameter: word }),
  };

  it("has every text of any definition in the app or in the list", () => {
    const container = fc.record(parts, { requiredKeys: [] });
    const task = fc.record(
      { taskRoleArn: word, proxyConfiguration: extra, ipcMode: word, ephemeralStorage: extra },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(container, container, task, (own, beside, more) => {
        let count = 0;
        // A name twice is one variable: each text is made one of its own.
        const unique = JSON.parse(
          JSON.stringify({
            ...more,
            containerDefinitions: [
              { ...own, name: "own", image: "x:1" },
              { ...beside, name: "beside", image: "y:1" },
            ],
          }),
          (_, value: unknown) =>
            typeof value === "string" && /^[a-z]{6}$/.test(value) && value !== "beside"
              ? `${value}-${++count}-`
              : value,
        ) as object;
        const { found, remarks } = imported(unique);
        const seen = JSON.stringify([found, remarks.map(({ value }) => value)]);
        for (const [text] of JSON.stringify(unique).matchAll(/[a-z]{6}-\d+-/g)) {
          assert.ok(
            seen.includes(text) || seen.includes(text.replace(/-$/, "")),
            `${text} is lost`,
          );
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("slipway import task-definition", () => {
  let cwd = "";
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), "slipway-import-"));
  });
  afterEach(() => {
    rmSync(cwd, { recursive: true });
  });
  const run = (line: string) =>
    typed(`import task-definition ${line}`, {}, new MemoryIo({ AWS_REGION: "eu-west-1" }, cwd));
  const write = (file: string, definition: object) => {
    writeFileSync(join(cwd, file), JSON.stringify(definition));
  };
  const worker = (family: string, more = {}) => ({
    family,
    containerDefinitions: [{ name: family, image: "x:1", memory: 128 }],
    ...more,
  });

  it("writes a stack file with an app for each, by what they run on", async () => {
    write("a.json", worker("a"));
    write(
      "b.json",
      worker("b", { requiresCompatibilities: ["FARGATE"], cpu: "256", memory: "512" }),
    );
    const { code, stdout } = await run("a.json b.json --stack qa");
    assert.equal(stdout.split("\n")[0], "Wrote Pulumi.qa.yaml: 2 apps");
    assert.equal(code, 0);
    const file = readFileSync(join(cwd, "Pulumi.qa.yaml"), "utf8");
    assert.match(file, /main:\n {6}capacity:\n {8}type: ec2\n/);
    assert.match(file, /fargate:\n {6}capacity:\n {8}type: fargate\n/);
  });

  it("names what it cannot read, and writes nothing without an app", async () => {
    write("none.json", { family: "x" });
    writeFileSync(join(cwd, "broken.json"), '{ "family": ');
    const { code, stdout } = await run("none.json broken.json");
    assert.equal(code, 1);
    assert.match(stdout, /none\.json:1:1: no task definition: it has no containerDefinitions/);
    assert.match(stdout, /broken\.json:1:\d+: /);
    assert.doesNotMatch(stdout, /Wrote/);
  });

  it("refuses a file that is not there, and two apps of one name", async () => {
    const { code, stderr } = await run("nowhere.json");
    assert.equal(code, 2);
    assert.match(stderr, /There is no file nowhere\.json\.[^]*describe-task-definition/);
    write("a.json", worker("a"));
    write("b.json", worker("a"));
    assert.match((await run("a.json b.json")).stderr, /would be the app "a"/);
  });
});
