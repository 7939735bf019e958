import { given, type Fields } from "../import/fields";
import { type ImportedStack, type Note } from "../import/stackFile";
import { catchAllOf } from "../import/webRoutes";
import { appPart, imagePart, portOf, type Part } from "./app";
import { type FoundDockerfile } from "./find";

/** Everything that no Dockerfile says. */
export interface Choices {
  readonly stack: string;
  readonly region: string;
  readonly account: string | undefined;
  readonly capacity: "fargate" | "ec2";
  readonly architecture: "X86_64" | "ARM64";
  readonly domain: string | undefined;
  readonly zone: string | undefined;
  /** A stack file beside this one that makes the deployment repository already. */
  readonly repositoryOwner: string | undefined;
}

/** Small enough to cost little, large enough for most runtimes to start. */
const sizes = {
  fargate: { cpuUnits: 256, memoryMiB: 512 },
  ec2: { cpuUnits: 128, memoryMiB: 256 },
} as const;

/** A stack with one cluster and an app for each Dockerfile; each choice has its reason beside it. */
export function initialStack(
  dockerfiles: readonly FoundDockerfile[],
  choices: Choices,
  root: string,
): ImportedStack {
  const web = dockerfiles.filter((one) => portOf(one) !== undefined).map(({ key }) => key);
  const catchAll = catchAllOf(web);
  const surroundings = { root, catchAll, ...sizes[choices.capacity] };
  const images = dockerfiles.map((one) => [one.key, imagePart(one, root)] as const);
  const apps = dockerfiles.map((one) => [one.key, appPart(one, surroundings)] as const);
  const cluster = ["slipway:clusters", "main"];
  return {
    name: choices.stack,
    apps: apps.map(([key]) => key),
    comments: ["Every key and its default: docs/configuration.md"],
    config: given({
      "aws:region": choices.region,
      "aws:allowedAccountIds": choices.account === undefined ? undefined : [choices.account],
      "slipway:network": { availabilityZones: 2, natGateways: 1 },
      "slipway:deployment": { createRepository: choices.repositoryOwner === undefined },
      "slipway:images": fieldsOf(images),
      "slipway:clusters": {
        main: given({
          capacity:
            choices.capacity === "fargate" ? { type: "fargate" } : hosts(choices.architecture),
          architecture:
            choices.capacity === "fargate" && choices.architecture === "ARM64"
              ? "ARM64"
              : undefined,
          loadBalancer: web.length === 0 ? undefined : balancer(choices),
          apps: fieldsOf(apps),
        }),
      },
    }),
    notes: [
      ...notesOfStack(choices, cluster, web.length > 0),
      ...notesOf(images, ["slipway:images"]),
      ...notesOf(apps, [...cluster, "apps"]),
    ],
  };
}

function hosts(architecture: Choices["architecture"]): Fields {
  const instanceType = architecture === "ARM64" ? "t4g.small" : "t3.small";
  return { type: "ec2", instanceType, min: 1, max: 3 };
}

function balancer({ domain, zone }: Choices): Fields {
  return given({ domain, zone });
}

function fieldsOf(parts: readonly (readonly [string, Part])[]): Fields {
  return Object.fromEntries(parts.map(([key, { fields }]) => [key, fields]));
}

function notesOf(parts: readonly (readonly [string, Part])[], above: readonly string[]): Note[] {
  return parts.flatMap(([key, { notes }]) =>
    notes.map(({ path, text }) => ({ path: [...above, key, ...path], text })),
  );
}

function notesOfStack(
  { account, capacity, domain, repositoryOwner }: Choices,
  cluster: readonly string[],
  isWeb: boolean,
): Note[] {
  const found: (Note | undefined)[] = [
    account === undefined
      ? undefined
      : { path: ["aws:allowedAccountIds"], text: "Credentials of any other account are refused." },
    {
      path: ["slipway:network"],
      text: "A VPC of its own. One NAT gateway for both zones costs least; per-az survives the loss of a zone.",
    },
    {
      path: ["slipway:deployment"],
      text:
        repositoryOwner === undefined
          ? "The CodeCommit repository of all stacks of this account and region; the others say false."
          : `${repositoryOwner} makes the repository and comes up first. True in an account or region of its own.`,
    },
    {
      path: [...cluster, "capacity"],
      text:
        capacity === "fargate"
          ? "No hosts to look after. Many small apps cost less on hosts: { type: ec2, instanceType: t3.small, min: 1, max: 3 }"
          : "Small apps share a host; hosts come and go with the apps, within these limits.",
    },
    isWeb
      ? {
          path: [...cluster, "loadBalancer"],
          text:
            domain === undefined
              ? "HTTP alone. For HTTPS: { domain: app.example.com, zone: example.com }"
              : "The zone gets the address, and the record that the certificate is validated by.",
        }
      : undefined,
  ];
  return found.flatMap((one) => one ?? []);
}
