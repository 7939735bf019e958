import { existsSync } from "node:fs";

import { canonical } from "../equivalence";
import { containsUnknown, isRecord, without } from "../provider/values";
import { type ImageName, parseImageName } from "../registry/imageName";
import { type Credentials, Repository } from "../registry/registry";
import { type Context, type Problem, type Properties, type ResourceEntry } from "../resourceEntry";
import { build, run } from "./build";
import { contextFolder, contextHash, dockerfilePath } from "./contextHash";
import { destinationProblems, destinations } from "./destinations";
import { pushImage, saveImage } from "./push";

/** What a build came to. */
export interface Built {
  readonly contextHash: string;
  readonly digest: string;
  readonly ref: string;
}

/** What the docker-build stand-in works with. */
export interface Builds {
  /** The emulator's address: its registry stands for Amazon's. */
  readonly emulator: string;
  /** Results of this run by resource id: only the build itself knows them, and no one else can be asked. */
  readonly built: Map<string, Built>;
}

export const image: ResourceEntry<Builds> = {
  type: "docker-build:index:Image",
  inputs: [
    "addHosts",
    "buildArgs",
    "buildOnPreview",
    "cacheFrom",
    "cacheTo",
    "context",
    "dockerfile",
    "exports",
    "ignoreSecretsInDiffCalculation",
    "labels",
    "load",
    "network",
    "noCache",
    "platforms",
    "pull",
    "push",
    "registries",
    "secrets",
    "tags",
    "target",
  ],
  replaceOn: [],
  computed: ["contextHash", "digest", "ref"],
  computedOnUpdate: ["contextHash", "digest", "ref"],
  equivalent: { registries: sameRegistries },
  validate,
  drift: (inputs, state) =>
    Promise.resolve(contextHash(inputs) === state["contextHash"] ? [] : ["contextHash"]),
  preview: async (_clients, inputs, context) => {
    if (inputs["buildOnPreview"] === false) {
      return;
    }
    const needed = without(inputs, "cacheFrom", "cacheTo", "exports", "registries", "tags");
    if (containsUnknown(needed)) {
      context.warn("Inputs of the build are not known yet; the preview does not build the image.");
      return;
    }
    await removeImage(await build(inputs));
  },
  create: async (clients, inputs, context) => {
    const id = context.urn.slice(context.urn.lastIndexOf("::") + 2);
    clients.built.set(id, await buildAndPush(clients, inputs, context));
    return id;
  },
  read: async (clients, id, known) => {
    const built = clients.built.get(id);
    if (built !== undefined) {
      return { ...built };
    }
    const digest = typeof known["digest"] === "string" ? known["digest"] : "";
    for (const { name } of destinations(known)) {
      const found = await repositoryOf(clients, known, parseImageName(name)).digest(digest);
      if (found === undefined) {
        return undefined;
      }
    }
    return {};
  },
  update: async (clients, id, inputs, _previous, context) => {
    clients.built.set(id, await buildAndPush(clients, inputs, context));
  },
  delete: async (clients, _id, state) => {
    const digest = state["digest"];
    if (typeof digest !== "string") {
      return;
    }
    for (const { name } of destinations(state)) {
      await repositoryOf(clients, state, parseImageName(name)).deleteManifest(digest);
    }
  },
};

async function buildAndPush(clients: Builds, inputs: Properties, context: Context): Promise<Built> {
  warnOfCaches(inputs, context);
  const hash = contextHash(inputs);
  const id = await build(inputs);
  const saved = await saveImage(id);
  const places = destinations(inputs);
  for (const { name, byDigest } of places) {
    const parsed = parseImageName(name);
    const reference = byDigest ? saved.digest : parsed.reference;
    await pushImage(repositoryOf(clients, inputs, parsed), saved, reference);
  }
  if (inputs["load"] !== true) {
    await removeImage(id);
  }
  const [first] = places;
  const ref = first === undefined ? "" : `${first.name}@${saved.digest}`;
  return { contextHash: hash, digest: saved.digest, ref };
}

/** Docker's plain builder cannot write caches to a registry; its own cache on this machine does the work. */
function warnOfCaches(inputs: Properties, context: Context): void {
  const caches = [inputs["cacheFrom"], inputs["cacheTo"]].flatMap((value: unknown) =>
    Array.isArray(value) ? (value as unknown[]) : [],
  );
  if (caches.some((cache) => isRecord(cache) && cache["disabled"] !== true)) {
    context.warn(
      `cacheFrom and cacheTo are not supported by the stand-in docker-build provider; Docker's own cache is used (${context.urn})`,
    );
  }
}

function validate(inputs: Properties): readonly Problem[] {
  const problems: Problem[] = [...destinationProblems(inputs)];
  const platforms = inputs["platforms"];
  if (Array.isArray(platforms) && platforms.length > 1) {
    problems.push({
      property: "platforms",
      reason: "the stand-in docker-build provider builds for one platform",
    });
  }
  if (containsUnknown(inputs["context"]) || containsUnknown(inputs["dockerfile"])) {
    return problems;
  }
  const folder = contextFolder(inputs);
  const dockerfile = dockerfilePath(inputs);
  if (!existsSync(folder)) {
    problems.push({
      property: "context.location",
      reason: `there is no folder "${folder}"; the stand-in docker-build provider builds from folders only`,
    });
  } else if (dockerfile !== undefined && !existsSync(dockerfile)) {
    problems.push({ property: "dockerfile.location", reason: `there is no file "${dockerfile}"` });
  }
  return problems;
}

/** A password that alone is new is no reason to build: those of Amazon's registries last twelve hours. */
function sameRegistries(existing: unknown, wanted: unknown): boolean {
  return canonical(withoutPasswords(existing)) === canonical(withoutPasswords(wanted));
}

function withoutPasswords(registries: unknown): unknown {
  return Array.isArray(registries)
    ? registries.filter(isRecord).map((registry) => without(registry, "password"))
    : registries;
}

function repositoryOf(clients: Builds, inputs: Properties, name: ImageName): Repository {
  return new Repository(name, clients.emulator, credentialsFor(inputs, name.host));
}

function credentialsFor(inputs: Properties, host: string): Credentials | undefined {
  const registries = Array.isArray(inputs["registries"]) ? inputs["registries"] : [];
  const found = registries.filter(isRecord).find(
    ({ address }) =>
      String(address)
        .replace(/^https?:\/\//, "")
        .split("/")[0] === host,
  );
  const { username, password } = found ?? {};
  return typeof username === "string" && typeof password === "string"
    ? { username, password }
    : undefined;
}

async function removeImage(id: string): Promise<void> {
  // The build cache keeps the layers; an image without a name would only pile up. One in use stays.
  await run("docker", { args: ["image", "rm", id] });
}
