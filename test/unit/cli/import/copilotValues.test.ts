import fc from "fast-check";
import assert from "node:assert/strict";
import { stringify } from "yaml";

import { converted, workspace } from "./copilotWorkspace";

/** A scalar to be, which a number of its own tells from all others. */
class Leaf {
  constructor(readonly text: (id: number) => string | number) {}
}

const leaf = (text: (id: number) => string | number) => fc.constant(new Leaf(text));
const word = leaf((id) => `word${id}x`);
const number = leaf((id) => 100_000 + id);
const seconds = leaf((id) => `${100_000 + id}s`);
const flag = fc.boolean();
const some = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(fields, { requiredKeys: [] });
const list = <T>(item: fc.Arbitrary<T>) => fc.array(item, { minLength: 1, maxLength: 2 });
const named = <T>(item: fc.Arbitrary<T>) =>
  fc.dictionary(fc.constantFrom("one", "two"), item, { minKeys: 1 });

const cooldown = some({ in: seconds, out: seconds });
const target = fc.oneof(number, some({ value: number, cooldown }));
const variables = named(fc.oneof(word, some({ from_cfn: word })));
const secrets = named(fc.oneof(word, some({ secretsmanager: word }), some({ from_cfn: word })));
const health = some({
  command: list(word),
  interval: seconds,
  retries: number,
  timeout: seconds,
  start_period: seconds,
});
const built = fc.oneof(
  leaf((id) => `folder${id}x/Dockerfile`),
  some({ context: word, target: word, args: named(word), cache_from: list(word) }),
);
const dependencies = named(fc.constantFrom("start", "healthy", "complete", "success"));
const targetHealth = some({
  path: word,
  port: number,
  success_codes: word,
  healthy_threshold: number,
  unhealthy_threshold: number,
  interval: seconds,
  timeout: seconds,
  grace_period: seconds,
});
const rule = some({
  path: word,
  alias: fc.oneof(word, list(word), list(some({ name: word, hosted_zone: word }))),
  healthcheck: fc.oneof(word, targetHealth),
  stickiness: word,
  deregistration_delay: seconds,
  target_container: word,
  target_port: number,
  allowed_source_ips: list(word),
  hosted_zone: word,
  version: word,
});
const listener = some({
  port: leaf((id) => `${100_000 + id}/tcp`),
  healthcheck: targetHealth,
  target_container: word,
  target_port: number,
  ssl_policy: word,
  deregistration_delay: seconds,
});

/** Manifests as Copilot's own types of version 1.34 have them. */
const manifest = some({
  name: fc.constant("app"),
  type: fc.constantFrom(
    "Load Balanced Web Service",
    "Backend Service",
    "Worker Service",
    "Scheduled Job",
    "Request-Driven Web Service",
    "Static Site",
  ),
  image: some({
    build: built,
    location: word,
    credentials: word,
    labels: named(word),
    depends_on: dependencies,
    port: number,
    healthcheck: health,
  }),
  entrypoint: fc.oneof(word, list(word)),
  command: fc.oneof(word, list(word)),
  http: fc.oneof(
    fc.constant(false),
    fc.tuple(rule, some({ additional_rules: list(rule), alb: word })).map(([one, more]) => ({
      ...one,
      ...more,
    })),
  ),
  nlb: fc
    .tuple(listener, some({ additional_listeners: list(listener), alias: word }))
    .map(([one, more]) => ({ ...one, ...more })),
  cpu: number,
  memory: number,
  platform: fc.oneof(word, some({ osfamily: word, architecture: word })),
  count: fc.oneof(
    number,
    some({
      spot: number,
      range: fc.oneof(some({ min: number, max: number, spot_from: number }), word),
      cooldown,
      cpu_percentage: target,
      memory_percentage: target,
      requests: target,
      response_time: fc.oneof(seconds, some({ value: seconds, cooldown })),
      queue_delay: some({ acceptable_latency: word, msg_processing_time: word, cooldown }),
    }),
  ),
  exec: fc.oneof(flag, some({ enable: flag })),
  variables,
  env_file: word,
  secrets,
  storage: some({
    ephemeral: number,
    readonly_fs: flag,
    volumes: named(
      some({
        path: word,
        read_only: flag,
        efs: fc.oneof(
          flag,
          leaf((id) => `fs-${id}`),
          some({
            id: leaf((id) => `fs-${id}`),
            root_dir: word,
            auth: some({ iam: flag, access_point_id: word }),
            uid: number,
          }),
        ),
      }),
    ),
  }),
  sidecars: named(
    some({
      port: number,
      image: fc.oneof(word, some({ build: built, location: word })),
      essential: flag,
      credentialsParameter: word,
      variables,
      env_file: word,
      secrets,
      mount_points: list(some({ source_volume: word, path: word, read_only: flag })),
      labels: named(word),
      depends_on: dependencies,
      healthcheck: health,
      command: list(word),
    }),
  ),
  network: some({
    connect: fc.oneof(flag, some({ alias: word })),
    vpc: some({
      placement: fc.oneof(word, some({ subnets: list(word) })),
      security_groups: fc.oneof(list(word), some({ groups: list(word), deny_default: flag })),
    }),
  }),
  deployment: some({
    rolling: word,
    rollback_alarms: fc.oneof(list(word), some({ cpu_utilization: number })),
  }),
  logging: some({
    retention: number,
    image: word,
    destination: named(word),
    secretOptions: secrets,
  }),
  observability: some({ tracing: word }),
  publish: some({ topics: list(some({ name: word })) }),
  subscribe: some({
    topics: list(some({ name: word, service: word, filter_policy: named(list(word)) })),
    queue: some({ retention: seconds, dead_letter: some({ tries: number }) }),
  }),
  taskdef_overrides: list(some({ path: word, value: word })),
  on: some({ schedule: word }),
  retries: number,
  timeout: seconds,
  unheard: named(word),
});

const subnets = list(some({ id: word, cidr: word, az: word }));
const environmentManifest = some({
  name: fc.constant("prod"),
  network: some({
    vpc: some({
      id: word,
      cidr: word,
      subnets: some({ public: subnets, private: subnets }),
      flow_logs: fc.oneof(flag, some({ retention: number })),
      security_group: some({ ingress: list(some({ ip_protocol: word, ports: word, cidr: word })) }),
    }),
  }),
  observability: some({ container_insights: flag }),
  http: some({
    public: some({
      certificates: list(word),
      access_logs: fc.oneof(flag, some({ bucket_name: word, prefix: word })),
      ingress: some({ source_ips: list(word) }),
      ssl_policy: word,
    }),
    private: some({ certificates: list(word), subnets: list(word) }),
  }),
  cdn: some({ certificate: word, static_assets: some({ path: word }) }),
});

/** The same with texts and numbers in place of the leaves, and those by which each is found again. */
function written(value: unknown): { readonly value: unknown; readonly marks: string[] } {
  const marks: string[] = [];
  const walk = (one: unknown): unknown => {
    if (one instanceof Leaf) {
      const text = one.text(marks.length + 1);
      marks.push(String(text).replace(/[s]$|\/.*$/g, ""));
      return text;
    }
    if (Array.isArray(one)) {
      return one.map(walk);
    }
    return typeof one === "object" && one !== null
      ? Object.fromEntries(Object.entries(one).map(([key, inner]) => [key, walk(inner)]))
      : one;
  };
  return { value: walk(value), marks };
}

/** Those of the marks that are neither in a stack nor in a remark. */
function lost(
  apps: Readonly<Record<string, unknown>>,
  marks: readonly string[],
  environments: Readonly<Record<string, string>> = {},
): string[] {
  const texts = Object.fromEntries(
    Object.entries(apps).map(([name, app]) => [name, stringify(app)]),
  );
  const { stacks, remarks } = converted(workspace(texts, environments));
  const found = JSON.stringify([stacks, remarks.map(({ value }) => value)]);
  return marks.filter((mark) => !found.includes(mark));
}

describe("values of any manifest of Copilot", () => {
  it("are all in a stack file or in the list", () => {
    fc.assert(
      fc.property(manifest, (given) => {
        const { value, marks } = written(given);
        assert.deepEqual(lost({ app: value }, marks), []);
      }),
      { numRuns: 200 },
    );
  });

  it("are all there when an environment adds some", () => {
    fc.assert(
      fc.property(manifest, manifest, (base, over) => {
        const { value, marks } = written({ ...base, environments: { prod: {}, test: over } });
        assert.deepEqual(lost({ app: value }, marks), []);
      }),
      { numRuns: 100 },
    );
  });

  it("are all there for the manifest of an environment", () => {
    fc.assert(
      fc.property(manifest, environmentManifest, (app, own) => {
        const { value, marks } = written({ app, own });
        const { app: one, own: other } = value as Record<string, unknown>;
        assert.deepEqual(lost({ app: one }, marks, { prod: stringify(other) }), []);
      }),
      { numRuns: 100 },
    );
  });
});
