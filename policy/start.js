/* global module, require */
// The engine's own loader checks the types of a pack each time it starts, which takes many seconds.
// `npm run types` checks them once; here the sources are only translated.
const { readFileSync } = require("node:fs");
const ts = require("typescript");

require.extensions[".ts"] = (loaded, file) => {
  const { outputText } = ts.transpileModule(readFileSync(file, "utf8"), {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      esModuleInterop: true,
    },
  });
  loaded._compile(outputText, file);
};

module.exports = require("./index.ts");
