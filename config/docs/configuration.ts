import { type AppKind, kinds } from "../kinds";
import { configurationSchema, type JsonSchema } from "./jsonSchema";
import { keyTable } from "./table";
import {
  buildsText,
  connectsText,
  deploymentText,
  deployText,
  initText,
  introduction,
  loadBalancerText,
  networkLoadBalancerText,
  networkText,
  outboundText,
  permissionsText,
  queueText,
  rolesText,
  scalingText,
  testText,
  volumesText,
} from "./texts";

const appKinds = Object.keys(kinds) as AppKind[];

/** docs/configuration.md: every key, from the schema that checks it. */
export function configurationDocument(): string {
  const root = configurationSchema();
  const build = valuesOf(at(root, "builds"));
  const cluster = valuesOf(at(root, "clusters"));
  const schemas = new Map(
    (valuesOf(at(cluster, "apps")).oneOf ?? []).map((option) => [kindOf(option), option]),
  );
  const ofKinds = appKinds.map((kind) => [kind, option(schemas, kind)] as const);
  const web = option(schemas, "web");
  const common = commonKeys(ofKinds.map(([, schema]) => schema));
  const services = ofKinds.filter(([, schema]) => schema.properties?.count !== undefined);
  const serviceKinds = services.map(([kind]) => kind);
  const ofServices = without(commonKeys(services.map(([, schema]) => schema)), common);

  return [
    introduction,
    section("Keys of a stack", "All start with `slipway:`.", root),
    section("`slipway:network`", networkText, at(root, "network")),
    section("`subnets`", "", at(at(root, "network"), "subnets"), "###"),
    section("`slipway:deployment`", deploymentText, at(root, "deployment")),
    ...rolesParts(valuesOf(at(at(root, "deployment"), "roles"))),
    section(
      "`slipway:images.<name>`",
      "An image is built with BuildKit, pushed to a repository of its own and used by its digest. Where builds elsewhere fill the repository, `initial` takes the place of all keys that say what is built.",
      valuesOf(at(root, "images")),
    ),
    section("`slipway:builds.<name>`", buildsText, build),
    section("`source`", "", at(build, "source"), "###"),
    ...["connection", "s3"].map((key) =>
      section(`\`source.${key}\``, "", at(at(build, "source"), key), "###"),
    ),
    section("`test`", testText, at(build, "test"), "###"),
    section("`test.compose`", "", at(at(build, "test"), "compose"), "###"),
    section("`slipway:clusters.<name>`", "", cluster),
    ...(at(cluster, "capacity").oneOf ?? []).map((capacity) =>
      section(
        `\`capacity\` with type \`${String(at(capacity, "type").const)}\``,
        "",
        capacity,
        "###",
      ),
    ),
    section("`loadBalancer`", loadBalancerText, at(cluster, "loadBalancer"), "###"),
    section(
      "`networkLoadBalancer`",
      networkLoadBalancerText,
      at(cluster, "networkLoadBalancer"),
      "###",
    ),
    heading("##", "`slipway:clusters.<name>.apps.<name>`"),
    "The kind of an app decides its keys.",
    section("Every app", "", pick(web, common), "###"),
    section(
      "`sidecars.<name>`",
      "A sidecar's CPU and memory are a part of the app's: what no sidecar takes is the app's own. On Fargate the containers of a task reach each other at localhost; on EC2 each has an address of its own, and a container that is told to look for another at localhost is refused.",
      valuesOf(at(web, "sidecars")),
      "####",
    ),
    section("`initContainers.<name>`", initText, valuesOf(at(web, "initContainers")), "####"),
    section("`containerHealthCheck`", "", at(web, "containerHealthCheck"), "####"),
    section("`ulimits.<name>`", "", valuesOf(at(web, "ulimits")), "####"),
    section("`logs`", "", at(web, "logs"), "####"),
    section("`permissions[]`", permissionsText, itemsOf(at(web, "permissions")), "####"),
    section("`outbound[]`", outboundText, itemsOf(at(web, "outbound")), "####"),
    section("`volumes.<name>`", volumesText, valuesOf(at(web, "volumes")), "####"),
    section("`efs`", "", at(valuesOf(at(web, "volumes")), "efs"), "####"),
    section("`tmpfs`", "", at(valuesOf(at(web, "volumes")), "tmpfs"), "####"),
    section("`mounts.<volume>`", "", valuesOf(at(web, "mounts")), "####"),
    section(
      `Apps that keep running: ${serviceKinds.join(", ")}`,
      connectsText,
      pick(web, ofServices),
      "###",
    ),
    section("`deploy`", deployText, at(web, "deploy"), "####"),
    section("`scaling`", scalingText, at(web, "scaling"), "####"),
    section("`scaling.queue`", queueText, at(at(web, "scaling"), "queue"), "####"),
    section("`scaling.schedule[]`", "", itemsOf(at(at(web, "scaling"), "schedule")), "####"),
    ...ofKinds.flatMap(([kind, schema]) =>
      kindParts(kind, schema, [...common, ...(serviceKinds.includes(kind) ? ofServices : [])]),
    ),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function rolesParts(role: JsonSchema): string[] {
  return [
    section("`roles.<name>`", rolesText, role, "###"),
    ...["github", "gitlab", "circleci", "bitbucket"].map((way) =>
      section(`\`${way}\``, "", at(role, way), "####"),
    ),
  ];
}

function kindParts(kind: AppKind, schema: JsonSchema, shared: readonly string[]): string[] {
  const own = without(Object.keys(schema.properties ?? {}), shared);
  const { title, example } = kinds[kind];
  const nested = ["route", "healthCheck", "deploy"].filter((key) => own.includes(key));
  return [
    section(
      title,
      `${at(schema, "kind").description ?? ""}.`,
      pick(schema, ["kind", ...without(own, ["kind"])]),
      "###",
    ),
    ...nested.map((key) => section(`\`${key}\` of kind \`${kind}\``, "", at(schema, key), "####")),
    `Example:\n\n\`\`\`yaml\n${example.trimEnd()}\n\`\`\``,
  ];
}

function section(title: string, text: string, schema: JsonSchema, level = "##"): string {
  return [
    heading(level, title),
    ...(text === "" ? [] : [text]),
    keyTable(schema.properties ?? {}, schema.required ?? []),
  ].join("\n\n");
}

function heading(level: string, title: string): string {
  return `${level} ${title}`;
}

function at(schema: JsonSchema, key: string): JsonSchema {
  const found = schema.properties?.[key];
  if (found === undefined) {
    throw new Error(`The schema has no key "${key}".`);
  }
  return found;
}

/** The schema of what is under each name. */
function valuesOf(schema: JsonSchema): JsonSchema {
  const values = schema.additionalProperties;
  if (typeof values !== "object") {
    throw new Error("The schema has no values by name.");
  }
  return values;
}

/** The schema of what a list has. */
function itemsOf({ items }: JsonSchema): JsonSchema {
  if (items === undefined) {
    throw new Error("The schema has no items.");
  }
  return items;
}

function kindOf(schema: JsonSchema): string {
  return String(at(schema, "kind").const);
}

function option(schemas: ReadonlyMap<string, JsonSchema>, kind: AppKind): JsonSchema {
  const found = schemas.get(kind);
  if (found === undefined) {
    throw new Error(`The schema has no kind "${kind}".`);
  }
  return found;
}

/** The keys that mean the same in all of the schemas. */
function commonKeys(schemas: readonly JsonSchema[]): string[] {
  const [first, ...others] = schemas;
  return Object.entries(first?.properties ?? {})
    .filter(([key, schema]) =>
      others.every((other) => JSON.stringify(other.properties?.[key]) === JSON.stringify(schema)),
    )
    .map(([key]) => key);
}

function pick(schema: JsonSchema, keys: readonly string[]): JsonSchema {
  return {
    ...schema,
    properties: Object.fromEntries(keys.map((key) => [key, at(schema, key)])),
  };
}

function without(keys: readonly string[], others: readonly string[]): string[] {
  return keys.filter((key) => !others.includes(key));
}
