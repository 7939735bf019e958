import { posix } from "node:path";

import { type Fields, filled, given, healthCommand, withTag } from "../fields";
import { type Reader } from "../reader";
import { secretArn, secrets } from "../secrets";
import { shellWords } from "../shellWords";
import { type Context } from "./context";

/** A container's keys, and the image that its task builds. */
export interface ContainerFields {
  readonly fields: Fields;
  readonly image: Fields | undefined;
}

/**
 * The keys that the app's container and its sidecars have in common.
 *
 * @param imageKey name in `slipway:images` of the image if it is built.
 */
export function container(reader: Reader, imageKey: string, context: Context): ContainerFields {
  const image = reader.at("image");
  const built = imageFields(image.at("build"), context);
  const reference =
    built !== undefined
      ? imageKey
      : // A sidecar's image may be its reference alone.
        withTag((image.kind === "mapping" ? image.at("location") : image).text());
  const health = image.at("healthcheck").isGiven
    ? image.at("healthcheck")
    : reader.at("healthcheck");
  const dependencies = image.at("depends_on").isGiven
    ? image.at("depends_on")
    : reader.at("depends_on");
  const fields = given({
    image: reference,
    registryCredentials:
      built === undefined
        ? (secretArn(image.at("credentials")) ?? secretArn(reader.at("credentialsParameter")))
        : undefined,
    entryPoint: words(reader.at("entrypoint")),
    command: words(reader.at("command")),
    environment: filled(environment(reader.at("variables"))),
    secrets: filled(secrets(reader.at("secrets"), context)),
    containerHealthCheck: healthCheck(health),
    dependsOn: filled(dependsOn(dependencies)),
  });
  return { fields, image: built };
}

/** `image.build`: the path of a Dockerfile, or a mapping; all paths are the workspace's. */
function imageFields(build: Reader, { workspace }: Context): Fields | undefined {
  if (!build.isGiven) {
    return undefined;
  }
  const file = build.kind === "mapping" ? build.at("dockerfile").text() : build.text();
  const folder = build.at("context").text() ?? posix.dirname(file ?? "Dockerfile");
  const dockerfile = posix.relative(folder, file ?? posix.join(folder, "Dockerfile"));
  if (dockerfile.startsWith("../")) {
    build.remark(
      `A Dockerfile must be inside its build context: move it into ${folder}, or widen the context.`,
    );
  }
  const args = build.at("args").entries();
  const path = posix.join(workspace, folder);
  return given({
    context: path === "." || path.startsWith(".") ? path : `./${path}`,
    dockerfile: dockerfile === "Dockerfile" ? undefined : dockerfile,
    target: build.at("target").text(),
    args: filled(texts(args)),
  });
}

function words(reader: Reader): string[] | undefined {
  return reader.kind === "list" ? reader.texts() : reader.read(shellWords);
}

function environment(variables: Reader): Record<string, string> {
  return texts(variables.entries());
}

function texts(entries: readonly [string, Reader][]): Record<string, string> {
  return Object.fromEntries(
    entries.flatMap(([name, value]) => {
      const text = value.text();
      return text === undefined ? [] : [[name, text]];
    }),
  );
}

function healthCheck(reader: Reader): Fields | undefined {
  const command = healthCommand(reader.at("command").texts() ?? []);
  if (command === undefined) {
    return undefined;
  }
  return given({
    command,
    intervalSeconds: reader.at("interval").seconds(),
    timeoutSeconds: reader.at("timeout").seconds(),
    retries: reader.at("retries").integer(),
    startPeriodSeconds: reader.at("start_period").seconds(),
  });
}

function dependsOn(reader: Reader): Record<string, string> {
  const conditions = new Set(["START", "HEALTHY", "COMPLETE", "SUCCESS"]);
  return Object.fromEntries(
    reader.entries().flatMap(([name, value]) => {
      const condition = value.read((text) =>
        conditions.has(text.toUpperCase()) ? text.toUpperCase() : undefined,
      );
      return condition === undefined ? [] : [[name, condition]];
    }),
  );
}
