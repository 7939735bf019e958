import { dirname, posix, relative, sep } from "node:path";

import { filled, given, type Fields } from "../import/fields";
import { exactSecondsOf } from "../import/reader";
import { type Note } from "../import/stackFile";
import { pathsBelow } from "../import/webRoutes";
import { type HealthCheck } from "./dockerfile";
import { type FoundDockerfile } from "./find";

/** Keys of a stack file, and comments for them; a note's path is below the keys. */
export interface Part {
  readonly fields: Fields;
  readonly notes: readonly Note[];
}

/** Where apps of a stack are to run, as far as an app depends on it. */
export interface Surroundings {
  /** Folder of Pulumi.yaml, absolute. */
  readonly root: string;
  readonly cpuUnits: number;
  readonly memoryMiB: number;
  /** The app that gets the requests which no other one wants. */
  readonly catchAll: string | undefined;
}

/** The TCP port that requests go to: the first that the Dockerfile exposes. */
export function portOf({ facts }: FoundDockerfile): number | undefined {
  return facts.ports.find(({ protocol }) => protocol === "tcp")?.port;
}

/** An entry of `slipway:images`. */
export function imagePart({ path, context, facts }: FoundDockerfile, root: string): Part {
  const dockerfile = slashed(relative(context, path));
  const [first] = facts.buildSecrets;
  const fields = {
    context: fromRoot(context, root),
    dockerfile: dockerfile === "Dockerfile" ? undefined : dockerfile,
    secrets: filled([...facts.buildSecrets]),
  };
  return {
    fields: given(fields),
    notes: [
      ...note(context !== dirname(path), ["context"], "What the Dockerfile copies is found here."),
      ...note(
        first !== undefined,
        ["secrets"],
        `Set each: pulumi config set --secret buildSecrets:${first ?? ""}`,
      ),
    ],
  };
}

/** An app: a web app where the Dockerfile exposes a port, else a worker. */
export function appPart(found: FoundDockerfile, surroundings: Surroundings): Part {
  const { key } = found;
  const port = portOf(found);
  const kind =
    port === undefined ? workerPart(found) : webPart(found, port, key === surroundings.catchAll);
  const user = userPart(found);
  const { cpuUnits, memoryMiB } = surroundings;
  return {
    fields: {
      kind: port === undefined ? "worker" : "web",
      image: key,
      ...kind.fields,
      ...{ cpuUnits, memoryMiB },
      ...user.fields,
    },
    notes: [
      ...kind.notes,
      { path: ["cpuUnits"], text: "A start; look at what the app uses." },
      ...user.notes,
    ],
  };
}

function webPart({ key, facts }: FoundDockerfile, port: number, isCatchAll: boolean): Part {
  const others = facts.ports.filter((one) => one.port !== port || one.protocol !== "tcp");
  const { healthCheck } = facts;
  const asked = healthCheck?.path;
  const isCommand = healthCheck !== undefined && asked === undefined;
  const route = isCatchAll ? undefined : { paths: pathsBelow(key) };
  const unserved = others.map((one) => `${one.port}/${one.protocol}`).join(", ");
  return {
    fields: given({
      port,
      route,
      healthCheck: { path: asked ?? "/" },
      containerHealthCheck: isCommand ? containerHealthCheck(healthCheck) : undefined,
    }),
    notes: [
      others.length === 0
        ? { path: ["port"], text: "EXPOSE of the Dockerfile." }
        : { path: ["port"], text: `The first EXPOSE of the Dockerfile. Not served: ${unserved}.` },
      ...note(
        route !== undefined,
        ["route"],
        `The app sees the whole path. For a host of its own: route: { hosts: [${key}.example.com] }`,
      ),
      {
        path: ["healthCheck"],
        text:
          asked === undefined
            ? "A guess: the load balancer asks for this path, and only 200 counts as healthy."
            : "The path that the Dockerfile's HEALTHCHECK asks for.",
      },
    ],
  };
}

function workerPart({ facts }: FoundDockerfile): Part {
  const { healthCheck } = facts;
  return {
    fields: given({
      containerHealthCheck:
        healthCheck === undefined ? undefined : containerHealthCheck(healthCheck),
    }),
    notes: [
      {
        path: ["kind"],
        text: "The Dockerfile exposes no port. For an app that takes requests: kind: web, and its port.",
      },
      ...note(
        healthCheck !== undefined,
        ["containerHealthCheck"],
        "HEALTHCHECK of the Dockerfile, which ECS itself does not read.",
      ),
    ],
  };
}

/** The policy pack looks for a user in the task definition, because it cannot see into an image. */
function userPart({ facts: { user } }: FoundDockerfile): Part {
  const isUsable = user !== undefined && /^[\w.-]+(?::[\w.-]+)?$/.test(user);
  return isUsable && !/^(?:root|0)(?::|$)/.test(user)
    ? { fields: { user }, notes: [{ path: ["user"], text: "USER of the Dockerfile." }] }
    : {
        fields: {},
        notes: [
          {
            path: ["memoryMiB"],
            text: "The Dockerfile names no USER but root: add one, and write it here as user.",
          },
        ],
      };
}

/** Docker's times, within what ECS takes; where the Dockerfile has none, those of a stack file. */
function containerHealthCheck(check: HealthCheck): Fields {
  const { command, interval, timeout, startPeriod, retries } = check;
  return given({
    command: [...command],
    intervalSeconds: seconds(interval, 5, 300),
    timeoutSeconds: seconds(timeout, 2, 60),
    retries: retries === undefined ? undefined : Math.min(Math.max(Number(retries), 1), 10),
    startPeriodSeconds: seconds(startPeriod, 0, 300),
  });
}

function seconds(text: string | undefined, from: number, to: number): number | undefined {
  const found = text === undefined ? undefined : exactSecondsOf(text);
  return found === undefined ? undefined : Math.min(Math.max(Math.ceil(found), from), to);
}

function note(isWanted: boolean, path: readonly string[], text: string): Note[] {
  return isWanted ? [{ path, text }] : [];
}

function slashed(path: string): string {
  return path.split(sep).join(posix.sep);
}

function fromRoot(folder: string, root: string): string {
  const path = slashed(relative(root, folder));
  return path === "" ? "." : path.startsWith("..") ? path : `./${path}`;
}
