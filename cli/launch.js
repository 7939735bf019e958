// Starts the command line from its sources: bundled once for each content of them, into the cache outside the tree,
// because loading a hundred files, and translating them, takes longer than most commands.
const { createHash } = require("node:crypto");
const {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
} = require("node:fs");
const { homedir } = require("node:os");
const { join } = require("node:path");

const root = join(__dirname, "..");
/** All that the command line may be made of. */
const parts = ["aws", "cli", "config", "delivery", "package-lock.json"];

const { env } = process;
const cache = env.SLIPWAY_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "slipway");

function filesOf(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
}

function fingerprint() {
  const hash = createHash("sha256");
  for (const file of parts.flatMap((part) => filesOf(join(root, part)))) {
    hash.update(file.slice(root.length)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex").slice(0, 16);
}

function bundled() {
  const bundle = join(cache, "programs", `slipway-${fingerprint()}.js`);
  if (existsSync(bundle)) return bundle;
  mkdirSync(join(cache, "programs"), { recursive: true });
  // Two may start at once: a file is there whole or not at all.
  const partial = `${bundle}.${process.pid}.new`;
  require("esbuild").buildSync({
    entryPoints: [join(root, "cli", "main.ts")],
    bundle: true,
    platform: "node",
    target: "node20",
    outfile: partial,
    logLevel: "warning",
  });
  renameSync(partial, bundle);
  return bundle;
}

require(bundled());
