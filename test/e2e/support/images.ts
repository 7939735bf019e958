import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type LocalAws } from "./localAws";
import { run, succeeded } from "./run";

/** An image to build: the example with another version, or a Dockerfile of the test's own. */
export interface ImageToPush {
  /** Unique: tags are immutable. */
  readonly tag: string;
  readonly version?: string;
  readonly dockerfile?: string;
}

/** Builds an image and pushes it into the repository of the stack's image `hello`; returns its URI by digest. */
export async function pushedImage(
  local: LocalAws,
  { tag, version = "1.0.0", dockerfile }: ImageToPush,
  repository = "slipway-local/hello",
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-image-"));
  const metadata = join(folder, "metadata.json");
  const file = join(folder, "Dockerfile");
  if (dockerfile !== undefined) {
    writeFileSync(file, dockerfile);
  }
  const args = [
    ...["buildx", "build", "--push", "--provenance=false", "--metadata-file", metadata],
    ...["--build-arg", `APP_VERSION=${version}`],
    ...["--tag", `localhost:${local.port}/${repository}:${tag}`],
    ...(dockerfile === undefined ? [] : ["--file", file]),
    join(local.root, "examples", "hello"),
  ];
  try {
    const script = `eval "$(local/env)" && docker "$@" >&2 && cat ${metadata}`;
    const built = await run("bash", ["-c", script, "docker", ...args], {
      cwd: local.root,
      env: local.settings,
    });
    const { stdout } = succeeded(built, `docker buildx build of ${tag}`);
    const { "containerimage.digest": digest } = JSON.parse(stdout) as Record<string, unknown>;
    if (typeof digest !== "string") {
      throw new Error(`the build of ${tag} names no digest: ${stdout}`);
    }
    return `000000000000.dkr.ecr.eu-west-1.amazonaws.com/${repository}@${digest}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
