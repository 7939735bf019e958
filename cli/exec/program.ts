import { spawn } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";

import { type Environment } from "../io";

/** Whether a program of that name is in one of the folders of PATH. */
export async function hasProgram(name: string, env: Environment): Promise<boolean> {
  const names = process.platform === "win32" ? [`${name}.exe`, `${name}.cmd`] : [name];
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const found = await Promise.all(
    folders
      .flatMap((folder) => names.map((one) => join(folder, one)))
      .map((path) =>
        access(path, constants.X_OK).then(
          () => true,
          () => false,
        ),
      ),
  );
  return found.includes(true);
}

/** Runs a program that has the terminal to itself until it ends; returns its exit code. */
export function runInTerminal(
  program: string,
  args: readonly string[],
  env: Environment,
): Promise<number> {
  return new Promise((resolve, reject) => {
    // Ctrl+C is for the program in the container, and must not end what passes it on.
    const ignore = (): undefined => undefined;
    process.on("SIGINT", ignore);
    const child = spawn(program, args, { env, stdio: "inherit" });
    child.on("error", reject);
    child.on("close", (code) => {
      resolve(code ?? 1);
    });
    child.on("close", () => process.off("SIGINT", ignore));
    child.on("error", () => process.off("SIGINT", ignore));
  });
}
