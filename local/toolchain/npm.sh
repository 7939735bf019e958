# The packages of package-lock.json.
# shellcheck shell=bash

ensure_node_modules() {
  if node_modules_fit; then return 0; fi
  step "Install Node packages" "Check the network and the npm registry settings (npm config get registry), then run the same command again." \
    npm --prefix "$SLIPWAY_ROOT" ci --no-audit --no-fund --loglevel=error
}

# Whether each package of the lock file is installed in its version. npm keeps its own list of what it installed,
# written last: after a kill it is missing.
node_modules_fit() {
  node -e '
    const { readFileSync } = require("node:fs");
    const read = (file) => JSON.parse(readFileSync(`${process.argv[1]}/${file}`, "utf8")).packages;
    const installed = read("node_modules/.package-lock.json");
    const stale = Object.entries(read("package-lock.json")).some(([path, wanted]) =>
      path !== "" && !wanted.optional && installed[path]?.version !== wanted.version);
    process.exit(stale ? 1 : 0);
  ' "$SLIPWAY_ROOT" 2>/dev/null
}
