import { type BuildOptions } from "esbuild";

/** How code becomes one file that runs in Lambda without anything beside it. */
export const bundleSettings = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  // The AWS SDK as modules: what is not used stays out.
  mainFields: ["module", "main"],
  minify: true,
  // Errors are told by their names.
  keepNames: true,
  legalComments: "none",
  logLevel: "silent",
} satisfies BuildOptions;
