import assert from "node:assert/strict";

import {
  asAwsReturns,
  equivalentContainerDefinitions,
  parseContainerDefinitions,
} from "../../aws/containerDefinitions";

type Definition = Record<string, unknown>;

const same = (left: Definition[], right: Definition[], networkMode?: string): boolean =>
  equivalentContainerDefinitions(JSON.stringify(left), JSON.stringify(right), networkMode);

const site = { name: "site", image: "site:1", memory: 256, cpu: 10 };

describe("equivalence of container definitions", () => {
  it("takes AWS's defaults for nothing said", () => {
    const answer = {
      ...site,
      essential: true,
      environment: [],
      mountPoints: [],
      volumesFrom: [],
      systemControls: [],
      portMappings: [{ containerPort: 80, hostPort: 80, protocol: "tcp" }],
    };
    assert.ok(same([{ ...site, portMappings: [{ containerPort: 80, hostPort: 80 }] }], [answer]));
  });

  it("takes a host port of 0 for an ephemeral one", () => {
    const answer = { ...site, portMappings: [{ containerPort: 80, hostPort: 0, protocol: "tcp" }] };
    assert.ok(same([{ ...site, portMappings: [{ containerPort: 80 }] }], [answer]));
  });

  it("tells a fixed host port from an ephemeral one, except where the task has its own interface", () => {
    const fixed = [{ ...site, portMappings: [{ containerPort: 80, hostPort: 80 }] }];
    const open = [{ ...site, portMappings: [{ containerPort: 80 }] }];
    assert.equal(same(fixed, open, "bridge"), false);
    assert.equal(same(fixed, open, "awsvpc"), true);
  });

  it("ignores the order of containers, variables and secrets", () => {
    const variables = [
      { name: "A", value: "1" },
      { name: "B", value: "2" },
    ];
    const secrets = [
      { name: "S", valueFrom: "s" },
      { name: "T", valueFrom: "t" },
    ];
    const other = { name: "other", image: "other:1" };
    const left = [{ ...site, environment: variables, secrets }, other];
    const right = [
      other,
      { ...site, environment: [...variables].reverse(), secrets: [...secrets].reverse() },
    ];
    assert.ok(same(left, right));
  });

  it("keeps the order of links, commands and port mappings", () => {
    assert.equal(same([{ ...site, links: ["a", "b"] }], [{ ...site, links: ["b", "a"] }]), false);
    const ports = (...all: number[]): Definition => ({
      ...site,
      portMappings: all.map((containerPort) => ({ containerPort })),
    });
    assert.equal(same([ports(80, 81)], [ports(81, 80)]), false);
  });

  it("sees a variable that is missing, and one whose value differs", () => {
    const set = (value: string): Definition => ({ ...site, environment: [{ name: "A", value }] });
    assert.equal(same([set("1")], [{ ...site, environment: [] }]), false);
    assert.equal(same([set("1")], [set("2")]), false);
  });

  it("drops members without any value from lists, but not from commands", () => {
    const sparse = {
      ...site,
      portMappings: [{}],
      environment: [null],
      mountPoints: [{ containerPath: null }],
      command: [""],
    };
    assert.ok(same([sparse], [{ ...site, portMappings: [], command: [""] }]));
    assert.equal(same([sparse], [site]), false);
  });

  it("keeps variables without a name", () => {
    const nameless = { ...site, environment: [{ value: "a" }, { value: "b" }] };
    assert.ok(same([nameless], [nameless]));
    assert.equal(same([nameless], [{ ...site, environment: [{ value: "a" }] }]), false);
  });

  it("takes 30 seconds, 3 retries and 5 seconds for an unsaid health check", () => {
    const command = ["CMD-SHELL", "true"];
    const full = { command, interval: 30, retries: 3, timeout: 5 };
    assert.ok(same([{ ...site, healthCheck: { command } }], [{ ...site, healthCheck: full }]));
    const slower = { ...full, interval: 60 };
    assert.equal(
      same([{ ...site, healthCheck: { command } }], [{ ...site, healthCheck: slower }]),
      false,
    );
  });

  it("sees another image, memory or log option", () => {
    const logging = (group: string): Definition => ({
      ...site,
      logConfiguration: { logDriver: "awslogs", options: { "awslogs-group": group } },
    });
    assert.equal(same([site], [{ ...site, image: "site:2" }]), false);
    assert.equal(same([site], [{ ...site, memory: 512 }]), false);
    assert.equal(same([logging("a")], [logging("b")]), false);
  });
});

describe("container definitions as AWS returns them", () => {
  const [answer] = asAwsReturns(
    [
      {
        ...site,
        cpu: null,
        portMappings: [{ containerPort: 80 }],
        healthCheck: { command: ["x"] },
      },
    ],
    "bridge",
  );

  it("have every default written out", () => {
    assert.deepEqual(answer, {
      name: "site",
      image: "site:1",
      memory: 256,
      cpu: 0,
      essential: true,
      environment: [],
      mountPoints: [],
      systemControls: [],
      volumesFrom: [],
      portMappings: [{ containerPort: 80, hostPort: 0, protocol: "tcp" }],
      healthCheck: { command: ["x"], interval: 30, retries: 3, timeout: 5 },
    });
  });

  it("repeat the container's port with awsvpc", () => {
    const [inVpc] = asAwsReturns([{ ...site, portMappings: [{ containerPort: 80 }] }], "awsvpc");
    assert.deepEqual(inVpc?.["portMappings"], [
      { containerPort: 80, hostPort: 80, protocol: "tcp" },
    ]);
  });
});

describe("reading container definitions", () => {
  it("refuses what is no list of containers", () => {
    assert.throws(() => parseContainerDefinitions("{"), /container_definitions is invalid/);
    assert.throws(() => parseContainerDefinitions("{}"), /must be a list/);
    assert.throws(
      () => parseContainerDefinitions('[{"name":"a"}, {}]'),
      /invalid container definition supplied at index \(1\)/,
    );
  });
});
