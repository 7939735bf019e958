import assert from "node:assert/strict";

import {
  definitionChanges,
  type ReadDefinition,
} from "../../../../../components/app/task/definitionChanges";
import { type TaskSpec } from "../../../../../components/app/task/taskSpec";

const container = {
  name: "web",
  image: "web@sha256:live",
  cpu: 128,
  memory: 128,
  essential: true,
  environment: [
    { name: "A", value: "1" },
    { name: "B", value: "2" },
  ],
  portMappings: [{ containerPort: 8080, hostPort: 0, protocol: "tcp" }],
  mountPoints: [{ sourceVolume: "data", containerPath: "/data", readOnly: false }],
  volumesFrom: [],
  systemControls: [],
  stopTimeout: 30,
  logConfiguration: { logDriver: "awslogs", options: { mode: "non-blocking" } },
};

const rendered: TaskSpec = {
  family: "prod-main-web",
  containerDefinitions: JSON.stringify([container]),
  networkMode: "bridge",
  requiresCompatibilities: ["EC2"],
  runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "X86_64" },
  executionRoleArn: "arn:execution",
  taskRoleArn: "arn:task",
  volumes: [
    {
      name: "data",
      efsVolumeConfiguration: {
        fileSystemId: "fs-1",
        rootDirectory: "/",
        transitEncryption: "ENABLED",
        authorizationConfig: { accessPointId: "fsap-1", iam: "ENABLED" },
      },
    },
    { name: "logs", hostPath: "/var/log/app" },
    { name: "tmp" },
  ],
};

const emptyVolume = {
  configureAtLaunch: false,
  dockerVolumeConfigurations: [],
  fsxWindowsFileServerVolumeConfigurations: [],
  s3filesVolumeConfigurations: [],
  hostPath: "",
};

/** The same, as the provider reads it: other order, defaults of ECS, empty values. */
const live: ReadDefinition = {
  containerDefinitions: JSON.stringify([
    {
      ...container,
      environment: [...container.environment].reverse(),
      portMappings: [{ containerPort: 8080 }],
      secrets: [],
      command: null,
      logConfiguration: { ...container.logConfiguration, secretOptions: [] },
    },
  ]),
  networkMode: "bridge",
  requiresCompatibilities: ["EC2"],
  runtimePlatforms: [{ operatingSystemFamily: "LINUX", cpuArchitecture: "X86_64" }],
  executionRoleArn: "arn:execution",
  taskRoleArn: "arn:task",
  cpu: "",
  memory: "",
  volumes: [
    { ...emptyVolume, name: "tmp", efsVolumeConfigurations: [] },
    { ...emptyVolume, name: "logs", hostPath: "/var/log/app", efsVolumeConfigurations: [] },
    {
      ...emptyVolume,
      name: "data",
      efsVolumeConfigurations: [
        {
          fileSystemId: "fs-1",
          rootDirectory: "/",
          transitEncryption: "ENABLED",
          transitEncryptionPort: 0,
          authorizationConfigs: [{ accessPointId: "fsap-1", iam: "ENABLED" }],
        },
      ],
    },
  ],
};

function withContainer(changed: Record<string, unknown>): TaskSpec {
  return { ...rendered, containerDefinitions: JSON.stringify([{ ...container, ...changed }]) };
}

describe("changes of a task definition", () => {
  it("are none where order, defaults and empty values are all that differs", () => {
    assert.deepEqual(definitionChanges(rendered, live), []);
  });

  it("are none where limits and waits come back in another order", () => {
    const ulimits = [
      { name: "core", softLimit: 0, hardLimit: 0 },
      { name: "nofile", softLimit: 9, hardLimit: 9 },
    ];
    const dependsOn = [
      { containerName: "a", condition: "START" },
      { containerName: "b", condition: "START" },
    ];
    const linuxParameters = { initProcessEnabled: true };
    const wanted = withContainer({ ulimits, dependsOn, linuxParameters });
    const read = withContainer({
      ulimits: [...ulimits].reverse(),
      dependsOn: [...dependsOn].reverse(),
      linuxParameters: { ...linuxParameters, devices: [], tmpfs: [] },
    });
    const { containerDefinitions } = read;
    assert.deepEqual(definitionChanges(wanted, { ...live, containerDefinitions }), []);
    assert.deepEqual(definitionChanges(wanted, live), [
      'container "web": dependsOn, linuxParameters, ulimits',
    ]);
  });

  it("are none for a task with an address of its own, whose host port is its container's", () => {
    const awsvpc = { networkMode: "awsvpc", requiresCompatibilities: ["FARGATE"] };
    const mapped = withContainer({
      portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: "tcp" }],
    });
    const sizes = { cpu: "256", memory: "512" };
    assert.deepEqual(
      definitionChanges({ ...mapped, ...awsvpc, ...sizes }, { ...live, ...awsvpc, ...sizes }),
      [],
    );
  });

  it("are none where ECS filled in what a health check left out", () => {
    const command = ["CMD", "healthy"];
    const filledIn = { command, interval: 30, timeout: 5, retries: 3 };
    for (const [wanted, found] of [
      [{ command }, filledIn],
      [filledIn, { ...filledIn, startPeriod: 0 }],
    ]) {
      const read = withContainer({ healthCheck: found }).containerDefinitions;
      assert.deepEqual(
        definitionChanges(withContainer({ healthCheck: wanted }), {
          ...live,
          containerDefinitions: read,
        }),
        [],
      );
    }
  });

  const changes: [string, TaskSpec, string[]][] = [
    ["more memory", withContainer({ memory: 256 }), ['container "web": memory']],
    [
      "another variable, and a command where there was none",
      withContainer({ environment: [{ name: "A", value: "1" }], command: ["node"] }),
      ['container "web": command, environment'],
    ],
    [
      "a health check where there was none",
      withContainer({ healthCheck: { command: ["CMD", "healthy"] } }),
      ['container "web": healthCheck'],
    ],
    [
      "a fixed host port",
      withContainer({ portMappings: [{ containerPort: 8080, hostPort: 80, protocol: "tcp" }] }),
      ['container "web": portMappings'],
    ],
    [
      "a sidecar's image, which is the configuration's",
      withContainer({ image: "web@sha256:other" }),
      ['container "web": image'],
    ],
    [
      "a sidecar more",
      {
        ...rendered,
        containerDefinitions: JSON.stringify([container, { ...container, name: "proxy" }]),
      },
      ['container "proxy" comes'],
    ],
    ["a container less", { ...rendered, containerDefinitions: "[]" }, ['container "web" goes']],
    ["another role", { ...rendered, taskRoleArn: "arn:other" }, ["taskRoleArn"]],
    ["a size where there was none", { ...rendered, cpu: "256" }, ["cpu"]],
    ["a volume less", { ...rendered, volumes: rendered.volumes.slice(1) }, ["volumes"]],
    [
      "another folder of the host",
      {
        ...rendered,
        volumes: rendered.volumes.map(({ hostPath, ...volume }) => ({
          ...volume,
          ...(hostPath !== undefined && { hostPath: "/var/log/other" }),
        })),
      },
      ["volumes"],
    ],
    [
      "a file system mounted as nobody in particular",
      {
        ...rendered,
        volumes: rendered.volumes.map(({ efsVolumeConfiguration: efs, ...volume }) => ({
          ...volume,
          ...(efs && {
            efsVolumeConfiguration: {
              ...efs,
              authorizationConfig: { ...efs.authorizationConfig, iam: "DISABLED" },
            },
          }),
        })),
      },
      ["volumes"],
    ],
    [
      "another platform",
      {
        ...rendered,
        runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "ARM64" },
      },
      ["runtimePlatform"],
    ],
  ];
  for (const [title, wanted, expected] of changes) {
    it(`are named: ${title}`, () => {
      assert.deepEqual(definitionChanges(wanted, live), expected);
    });
  }
});
