import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

const source = join(__dirname, "..", "..", "cli", "ecsDeploy", "package");

/** Where the package `ecs-deploy` was packed and installed. */
export interface Installed {
  readonly tarball: string;
  /** Of the installed package. */
  readonly folder: string;
  /** The command, as npm links it. */
  readonly command: string;
}

/** Packs the package and installs it into a folder, without any registry. */
export function installedEcsDeploy(into: string): Installed {
  const npm = (...args: readonly string[]): string =>
    execFileSync("npm", [...args, "--offline", "--no-audit", "--no-fund"], {
      cwd: source,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  mkdirSync(into, { recursive: true });
  const packed = JSON.parse(npm("pack", "--json", "--silent", "--pack-destination", into)) as {
    readonly filename: string;
  }[];
  const tarball = join(into, packed[0]?.filename ?? "");
  npm("install", "--global", "--prefix", into, tarball);
  return {
    tarball,
    folder: join(into, "lib", "node_modules", "ecs-deploy"),
    command: join(into, "bin", "ecs-deploy"),
  };
}
