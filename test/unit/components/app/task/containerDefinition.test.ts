import fc from "fast-check";
import assert from "node:assert/strict";

import {
  containerDefinition,
  containerDefinitions,
  type ContainerSpecification,
} from "../../../../../components/app/task/containerDefinition";

const container: ContainerSpecification = {
  name: "web",
  image: "registry/web@sha256:00",
  cpuUnits: 128,
  memoryMiB: 256,
  essential: true,
  port: 8080,
  logs: {
    group: "/slipway/test/main/web",
    region: "eu-west-1",
    prefix: "web",
    mode: "non-blocking",
  },
  networkMode: "bridge",
};

/**
 * What DescribeTaskDefinition answers when only name, image, cpu, memory, a container port and the
 * log configuration were registered: ECS adds `essential`, `hostPort` 0, `protocol` tcp and the
 * empty lists (ECS API, ContainerDefinition; environment, mountPoints, volumesFrom and systemControls
 * are in every answer).
 */
const described = {
  name: "web",
  image: "registry/web@sha256:00",
  cpu: 128,
  memory: 256,
  portMappings: [{ containerPort: 8080, hostPort: 0, protocol: "tcp" }],
  essential: true,
  environment: [],
  mountPoints: [],
  volumesFrom: [],
  systemControls: [],
  stopTimeout: 30,
  logConfiguration: {
    logDriver: "awslogs",
    options: {
      "awslogs-group": "/slipway/test/main/web",
      "awslogs-region": "eu-west-1",
      "awslogs-stream-prefix": "web",
      "max-buffer-size": "25m",
      mode: "non-blocking",
    },
  },
};

describe("containerDefinition", () => {
  it("equals what ECS gives back", () => {
    assert.deepEqual(containerDefinition(container), described);
  });

  it("gets a free port of its host on the bridge, and keeps its own with an address of its own", () => {
    assert.deepEqual(containerDefinition(container).portMappings, [
      { containerPort: 8080, hostPort: 0, protocol: "tcp" },
    ]);
    const { portMappings } = containerDefinition({ ...container, networkMode: "awsvpc" });
    assert.deepEqual(portMappings, [{ containerPort: 8080, hostPort: 8080, protocol: "tcp" }]);
  });

  it("has no port mapping without a port", () => {
    assert.deepEqual(containerDefinition({ ...container, port: undefined }).portMappings, []);
  });

  it("says every field of a health check that ECS would fill in, and no start period where there is none", () => {
    const check = {
      command: ["node", "healthy.js"],
      intervalSeconds: 5,
      timeoutSeconds: 2,
      retries: 3,
      startPeriodSeconds: 0,
    };
    const words = { command: ["CMD", "node", "healthy.js"], interval: 5, timeout: 2, retries: 3 };
    const checked = containerDefinition({ ...container, containerHealthCheck: check });
    assert.deepEqual(checked, { ...described, healthCheck: words });
    const later = { ...check, startPeriodSeconds: 20 };
    assert.deepEqual(
      containerDefinition({ ...container, containerHealthCheck: later }).healthCheck,
      { ...words, startPeriod: 20 },
    );
  });

  it("waits for other containers, limits its processes and has a process 1, where that is configured", () => {
    const rich = containerDefinition({
      ...container,
      init: true,
      ulimits: { nofile: { soft: 65536, hard: 65536 }, core: { soft: 0, hard: 0 } },
      dependsOn: { proxy: "HEALTHY", migrate: "SUCCESS" },
    });
    assert.deepEqual(rich, {
      ...described,
      linuxParameters: { initProcessEnabled: true },
      ulimits: [
        { name: "core", softLimit: 0, hardLimit: 0 },
        { name: "nofile", softLimit: 65536, hardLimit: 65536 },
      ],
      dependsOn: [
        { containerName: "migrate", condition: "SUCCESS" },
        { containerName: "proxy", condition: "HEALTHY" },
      ],
    });
  });

  it("may be held up by a slow log service, so that no line is lost", () => {
    const { options } = containerDefinition({
      ...container,
      logs: { ...container.logs, mode: "blocking" },
    }).logConfiguration;
    assert.equal(options.mode, "blocking");
    assert.equal(options["max-buffer-size"], undefined);
  });

  it("adds what is configured, sorted by name", () => {
    const rich = containerDefinition({
      ...container,
      environment: { B: "2", A: "1", a: "3" },
      secrets: { TOKEN: "arn:two", DATABASE: "arn:one" },
      mounts: {
        tmp: { path: "/tmp", readOnly: false },
        data: { path: "/data", readOnly: true },
      },
      command: ["serve", "--fast"],
      entryPoint: ["/app"],
      user: "node",
      readonlyRootFilesystem: true,
      stopTimeoutSeconds: 60,
    });
    assert.deepEqual(rich, {
      ...described,
      environment: [
        { name: "A", value: "1" },
        { name: "B", value: "2" },
        { name: "a", value: "3" },
      ],
      secrets: [
        { name: "DATABASE", valueFrom: "arn:one" },
        { name: "TOKEN", valueFrom: "arn:two" },
      ],
      mountPoints: [
        { sourceVolume: "data", containerPath: "/data", readOnly: true },
        { sourceVolume: "tmp", containerPath: "/tmp", readOnly: false },
      ],
      command: ["serve", "--fast"],
      entryPoint: ["/app"],
      user: "node",
      readonlyRootFilesystem: true,
      stopTimeout: 60,
    });
  });
});

describe("a container whose image is in a private registry", () => {
  it("names the secret that signs in there", () => {
    const arn = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:registry";
    assert.deepEqual(containerDefinition({ ...container, registryCredentials: arn }), {
      ...described,
      repositoryCredentials: { credentialsParameter: arn },
    });
  });
});

describe("a volume in memory", () => {
  const mounts = {
    work: { path: "/work", readOnly: false },
    cache: { path: "/cache", readOnly: false },
    data: { path: "/data", readOnly: false },
  };

  it("is the container's own, and no mount of a volume of the task", () => {
    const { linuxParameters, mountPoints } = containerDefinition({
      ...container,
      mounts,
      tmpfsMiB: { work: 64, cache: 16, elsewhere: 8 },
    });
    assert.deepEqual(linuxParameters, {
      tmpfs: [
        { containerPath: "/cache", size: 16 },
        { containerPath: "/work", size: 64 },
      ],
    });
    assert.deepEqual(mountPoints, [
      { sourceVolume: "data", containerPath: "/data", readOnly: false },
    ]);
  });

  it("goes together with an init process", () => {
    const { linuxParameters } = containerDefinition({
      ...container,
      init: true,
      mounts,
      tmpfsMiB: { work: 64 },
    });
    assert.deepEqual(linuxParameters, {
      initProcessEnabled: true,
      tmpfs: [{ containerPath: "/work", size: 64 }],
    });
  });
});

describe("containerDefinitions", () => {
  const settings = fc.record({
    name: fc.stringMatching(/^[a-z]{1,8}$/),
    environment: fc.dictionary(fc.stringMatching(/^[A-Z]{1,6}$/), fc.string(), {
      noNullPrototype: true,
    }),
    secrets: fc.dictionary(fc.stringMatching(/^[A-Z]{1,6}$/), fc.string(), {
      noNullPrototype: true,
    }),
  });
  const several = fc.uniqueArray(settings, { selector: ({ name }) => name, maxLength: 5 });
  const textOf = (containers: readonly Partial<ContainerSpecification>[]) =>
    containerDefinitions(containers.map((one) => containerDefinition({ ...container, ...one })));
  const reversed = (record: Record<string, string>) =>
    Object.fromEntries(Object.entries(record).reverse());

  it("is the same text whatever the order of containers, variables and secrets", () => {
    fc.assert(
      fc.property(several, (containers) => {
        const turned = [...containers].reverse().map(({ name, environment, secrets }) => ({
          name,
          environment: reversed(environment),
          secrets: reversed(secrets),
        }));
        assert.equal(textOf(turned), textOf(containers));
      }),
    );
  });

  it("holds no null and loses nothing on the way through JSON", () => {
    fc.assert(
      fc.property(several, (containers) => {
        const text = textOf(containers);
        assert.doesNotMatch(text.replace(/"(?:[^"\\]|\\.)*"/g, '""'), /null|undefined/);
        const back = JSON.parse(text) as { name: string }[];
        assert.deepEqual(
          back,
          containers
            .map((one) => containerDefinition({ ...container, ...one }))
            .sort((a, b) => (a.name < b.name ? -1 : 1)),
        );
      }),
    );
  });
});
