import assert from "node:assert/strict";

import { appOf, built, containersOf, definitionType, running } from "../fixtures";

describe("the task of a WebApp", () => {
  it("runs a fixed family on the bridge of its hosts and keeps every revision", async () => {
    const [graph] = await appOf();
    const { containerDefinitions, ...inputs } = graph.node(
      definitionType,
      "main-web-task-definition",
    ).inputs;
    assert.deepEqual(inputs, {
      family: "test-main-web",
      trackLatest: true,
      skipDestroy: true,
      networkMode: "bridge",
      requiresCompatibilities: ["EC2"],
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "X86_64" },
      executionRoleArn: "arn:aws:iam::000000000000:role/test-main-web-eu-west-1-execution",
      taskRoleArn: "arn:aws:iam::000000000000:role/test-main-web-eu-west-1-task",
      volumes: [],
    });
    assert.match(String(containerDefinitions), /"hostPort":0/);
  });

  it("gives the app's role nothing, and ECS's role its own policy", async () => {
    const [graph] = await appOf();
    assert.deepEqual(
      graph.ofType("aws:iam/rolePolicy:RolePolicy").map(({ inputs }) => inputs.role),
      ["test-main-web-eu-west-1-execution"],
    );
    assert.deepEqual(graph.ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment"), []);
    const [policy] = graph.ofType("aws:iam/rolePolicy:RolePolicy");
    const text = String(policy?.inputs.policy);
    assert.match(text, /repository\/slipway-test\/web"/);
    assert.match(text, /log-group:\/slipway\/test\/main\/web:\*/);
  });

  it("gives the app's role what its configuration names, before the service starts", async () => {
    const permissionsBoundary = "arn:aws:iam::000000000000:policy/boundary";
    const [graph] = await appOf({
      app: {
        permissions: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::uploads/*"] }],
        policies: [
          "arn:aws:iam::aws:policy/service-role/Reader",
          "arn:aws:iam::000000000000:policy/Reader",
        ],
        permissionsBoundary,
      },
    });
    const policy = graph.node("aws:iam/rolePolicy:RolePolicy", "main-web-task-roles-task-policy");
    assert.deepEqual(policy.inputs, {
      role: "test-main-web-eu-west-1-task",
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "Permission1",
            Effect: "Allow",
            Action: ["s3:GetObject"],
            Resource: ["arn:aws:s3:::uploads/*"],
          },
        ],
      }),
    });
    const attached = graph.ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment");
    assert.deepEqual(attached.map(({ name, inputs }) => [name, inputs.policyArn]).sort(), [
      [
        "main-web-task-roles-task-000000000000-policy-Reader",
        "arn:aws:iam::000000000000:policy/Reader",
      ],
      [
        "main-web-task-roles-task-aws-policy-service-role-Reader",
        "arn:aws:iam::aws:policy/service-role/Reader",
      ],
    ]);
    const service = graph.node("aws:ecs/service:Service", "main-web-service");
    for (const { urn } of [policy, ...attached]) {
      assert.ok(service.dependencies.includes(urn), urn);
    }
    assert.deepEqual(
      graph.ofType("aws:iam/role:Role").map(({ inputs }) => inputs.permissionsBoundary),
      [permissionsBoundary, permissionsBoundary],
    );
  });

  it("lets people open shells where that is configured, and its role write what they type", async () => {
    const [graph] = await appOf({ app: { exec: true } });
    const service = graph.node("aws:ecs/service:Service", "main-web-service");
    assert.equal(service.inputs.enableExecuteCommand, true);
    const { inputs } = graph.node(
      "aws:iam/rolePolicy:RolePolicy",
      "main-web-task-roles-task-policy",
    );
    assert.match(String(inputs.policy), /log-group:\/slipway\/test\/main--exec:\*/);
    await assert.rejects(
      appOf({ app: { exec: true, readonlyRootFilesystem: true } }),
      /exec needs containers that it can write to/,
    );
  });

  it("keeps logs for as long as it is told, under a name that is known in advance", async () => {
    const [graph] = await appOf();
    assert.deepEqual(
      graph.node("aws:cloudwatch/logGroup:LogGroup", "main-web-task-log-group").inputs,
      { name: "/slipway/test/main/web", retentionInDays: 30 },
    );
  });

  it("shares its task's size out to its sidecars, whose images it takes from the configuration", async () => {
    const sidecars = { proxy: { cpuUnits: 28, memoryMiB: 64, essential: false } };
    const args = () => ({
      images: {
        web: { uri: built, repository: "/web" },
        proxy: {
          uri: "envoy@sha256:configured",
          pinned: "envoy@sha256:configured",
          repository: "envoy",
        },
      },
    });
    const calls = running({ web: "web@sha256:live", proxy: "envoy@sha256:old" });
    const [graph] = await appOf({ app: { sidecars }, args, calls });
    assert.deepEqual(
      containersOf(graph).map(({ name, image, cpu, memory }) => [name, image, cpu, memory]),
      [
        ["proxy", "envoy@sha256:configured", 28, 64],
        ["web", "web@sha256:live", 100, 64],
      ],
    );
  });

  describe("with containers that run the app's own image", () => {
    const part = { cpuUnits: 0, memoryMiB: 16 };
    const sidecars = { queue: { ...part, essential: true } };
    const initContainers = { migrate: part };
    const imagesWith = async (
      source: { readonly uri: string; readonly pinned?: string; readonly repository: string },
      live: Record<string, string>,
    ) => {
      const images = { web: source, queue: source, migrate: source };
      const args = () => ({ images });
      const [graph, app] = await appOf({
        app: { sidecars, initContainers },
        args,
        calls: running(live),
      });
      const found = containersOf(graph).map(({ name, image }) => [name, image] as const);
      return { found: Object.fromEntries(found), owned: Object.keys(app.deployed.images).sort() };
    };
    const digest = (digit: string) => `@sha256:${digit.repeat(64)}`;
    const own = { uri: `shop/web${digest("9")}`, repository: "/web" };
    const everyone = (image: string) => ({ migrate: image, queue: image, web: image });

    it("starts new ones with the image that runs, and not with the newest build", async () => {
      const live = `shop/web${digest("1")}`;
      const { found, owned } = await imagesWith(own, { web: live });
      assert.deepEqual(found, everyone(live));
      assert.deepEqual(owned, ["migrate", "queue", "web"]);
    });

    it("moves one that ran something else to the image that runs", async () => {
      const live = `shop/web${digest("1")}`;
      const before = { web: live, migrate: live, queue: `shop/other${digest("2")}` };
      assert.deepEqual((await imagesWith(own, before)).found, everyone(live));
    });

    it("leaves each as it runs, whatever a commit by hand has made of it", async () => {
      const live = {
        web: `shop/web${digest("1")}`,
        queue: `shop/web${digest("2")}`,
        migrate: `shop/web${digest("3")}`,
      };
      assert.deepEqual((await imagesWith(own, live)).found, live);
    });

    it("gives them to delivery, too, where the image is from elsewhere", async () => {
      const pinned = `nginx${digest("9")}`;
      const foreign = { uri: pinned, pinned, repository: "nginx" };
      const live = `nginx${digest("1")}`;
      const { found, owned } = await imagesWith(foreign, { web: live, queue: live });
      assert.deepEqual(found, everyone(live));
      assert.deepEqual(owned, ["migrate", "queue", "web"]);
    });
  });

  it("starts the app's own container after its init containers and whatever else it waits for", async () => {
    const check = {
      ...{ command: ["ready"], intervalSeconds: 5, timeoutSeconds: 2 },
      ...{ retries: 3, startPeriodSeconds: 0 },
    };
    const part = { cpuUnits: 0, memoryMiB: 32 };
    const pinned = (image: string) => ({ uri: image, pinned: image, repository: "elsewhere" });
    const [graph] = await appOf({
      app: {
        sidecars: { proxy: { ...part, essential: true, containerHealthCheck: check } },
        initContainers: { migrate: { ...part, dependsOn: { proxy: "HEALTHY" } } },
        dependsOn: { proxy: "HEALTHY" },
      },
      args: () => ({
        images: {
          web: { uri: built, repository: "/web" },
          proxy: pinned("envoy@sha256:1"),
          migrate: pinned("m@sha256:2"),
        },
      }),
    });
    const { containerDefinitions } = graph.node(definitionType, "main-web-task-definition").inputs;
    const containers = JSON.parse(String(containerDefinitions)) as Record<string, unknown>[];
    assert.deepEqual(
      containers.map(({ name, memory, essential, dependsOn }) => [
        name,
        memory,
        essential,
        dependsOn,
      ]),
      [
        ["migrate", 32, false, [{ containerName: "proxy", condition: "HEALTHY" }]],
        ["proxy", 32, true, undefined],
        [
          "web",
          64,
          true,
          [
            { containerName: "migrate", condition: "SUCCESS" },
            { containerName: "proxy", condition: "HEALTHY" },
          ],
        ],
      ],
    );
  });

  it("refuses containers that wait for each other", async () => {
    const part = { cpuUnits: 0, memoryMiB: 32 };
    await assert.rejects(
      appOf({
        app: {
          sidecars: { proxy: { ...part, essential: true, dependsOn: { web: "START" } } },
          dependsOn: { proxy: "START" },
        },
      }),
      /container "web" waits for "proxy", but is a circle, in which no container ever starts: web waits for proxy waits for web\./,
    );
  });

  it("lets ECS read the secrets that sign in to registries, of whichever container", async () => {
    const secret = (name: string) =>
      `arn:aws:secretsmanager:eu-west-1:000000000000:secret:${name}-AbCdEf`;
    const sidecars = {
      agent: { cpuUnits: 0, memoryMiB: 16, essential: true, registryCredentials: secret("agent") },
    };
    const [graph] = await appOf({ app: { registryCredentials: secret("web"), sidecars } });
    const policy = "main-web-task-roles-execution-policy";
    const { inputs } = graph.node("aws:iam/rolePolicy:RolePolicy", policy);
    for (const arn of [secret("web"), secret("agent")]) {
      assert.ok(String(inputs.policy).includes(`"${arn}"`), arn);
    }
    await assert.rejects(appOf({ app: { registryCredentials: "hunter2" } }), {
      message:
        'App "web": registryCredentials must be the ARN of a whole secret in Secrets Manager in the stack\'s region, such as arn:aws:secretsmanager:<region>:<account>:secret:<name>.',
    });
  });

  const efs = { fileSystemId: "fs-0a1b2c3d", accessPointId: "fsap-0a1b2c3d" };
  const part = { cpuUnits: 0, memoryMiB: 16 };

  it("has volumes of every sort, and mounts them in any of its containers", async () => {
    const [graph] = await appOf({
      app: {
        volumes: {
          tmp: {},
          data: { efs },
          logs: { hostPath: "/var/log/web" },
          work: { tmpfs: { sizeMiB: 8 } },
        },
        mounts: {
          tmp: { path: "/tmp", readOnly: false },
          data: { path: "/data", readOnly: true },
          work: { path: "/work", readOnly: false },
        },
        sidecars: {
          agent: {
            ...part,
            essential: false,
            mounts: { logs: { path: "/logs", readOnly: false } },
          },
        },
        initContainers: {
          fetch: { ...part, mounts: { tmp: { path: "/out", readOnly: false } } },
        },
      },
    });
    assert.deepEqual(graph.node(definitionType, "main-web-task-definition").inputs.volumes, [
      {
        name: "data",
        efsVolumeConfiguration: {
          fileSystemId: "fs-0a1b2c3d",
          rootDirectory: "/",
          transitEncryption: "ENABLED",
          authorizationConfig: { iam: "ENABLED", accessPointId: "fsap-0a1b2c3d" },
        },
      },
      { name: "logs", hostPath: "/var/log/web" },
      { name: "tmp" },
    ]);
    const point = (sourceVolume: string, containerPath: string, readOnly = false) => ({
      sourceVolume,
      containerPath,
      readOnly,
    });
    assert.deepEqual(
      containersOf(graph).map(({ name, mountPoints, linuxParameters }) => [
        name,
        mountPoints,
        linuxParameters?.tmpfs,
      ]),
      [
        ["agent", [point("logs", "/logs")], undefined],
        ["fetch", [point("tmp", "/out")], undefined],
        [
          "web",
          [point("data", "/data", true), point("tmp", "/tmp")],
          [{ containerPath: "/work", size: 8 }],
        ],
      ],
    );
  });

  it("lets the app's role mount its file systems, and write where a container may", async () => {
    const readOnly = { data: { path: "/data", readOnly: true } };
    const writes = {
      agent: {
        ...part,
        essential: false,
        mounts: { data: { path: "/out", readOnly: false } },
      },
    };
    const policyOf = async (sidecars: typeof writes | undefined): Promise<string> => {
      const [graph] = await appOf({
        app: { volumes: { data: { efs } }, mounts: readOnly, sidecars },
      });
      const role = "main-web-task-roles-task-policy";
      return String(graph.node("aws:iam/rolePolicy:RolePolicy", role).inputs.policy);
    };
    assert.deepEqual(JSON.parse(await policyOf(undefined)), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "MountFileSystem1",
          Effect: "Allow",
          Action: ["elasticfilesystem:ClientMount"],
          Resource: ["arn:aws:elasticfilesystem:eu-west-1:000000000000:file-system/fs-0a1b2c3d"],
          Condition: {
            StringEquals: {
              "elasticfilesystem:AccessPointArn":
                "arn:aws:elasticfilesystem:eu-west-1:000000000000:access-point/fsap-0a1b2c3d",
            },
          },
        },
      ],
    });
    assert.match(await policyOf(writes), /ClientMount","elasticfilesystem:ClientWrite"/);
  });
});
