// The engine's own loader checks the types of a pack each time it starts, which takes many seconds.
// `npm run types` checks them once; here the sources are only translated, and each text only once.
const { createHash } = require("node:crypto");
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { dirname, join } = require("node:path");

const folder = join(__dirname, "node_modules", ".cache", "slipway-policy");

require.extensions[".ts"] = (loaded, file) => {
  const source = readFileSync(file, "utf8");
  const name = createHash("sha256").update(source).update(process.version).digest("hex");
  const cached = join(folder, `${name}.js`);
  if (!existsSync(cached)) {
    keep(cached, translate(source));
  }
  loaded._compile(readFileSync(cached, "utf8"), file);
};

function translate(source) {
  // Here, because loading the compiler takes longer than everything else.
  const ts = require("typescript");
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      esModuleInterop: true,
    },
  });
  return outputText;
}

/** Two previews may start at once: a file is there whole or not at all. */
function keep(file, text) {
  mkdirSync(folder, { recursive: true });
  const partial = `${file}.${process.pid}`;
  writeFileSync(partial, text);
  renameSync(partial, file);
}

// The SDK loads npm, to find the packages that a function needs when it is turned into text. A pack never
// does that, and does not wait for it.
const sdk = dirname(require.resolve("@pulumi/pulumi/package.json"));
const unused = require.resolve("@npmcli/arborist", { paths: [sdk] });
require.cache[unused] = Object.assign(new Module(unused), { filename: unused, loaded: true });

module.exports = require("./index.ts");
