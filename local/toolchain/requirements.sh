# What must be on the machine already.
# shellcheck shell=bash

require_programs() {
  [ "$(uname -s)" = Linux ] || fail "Local AWS runs on Linux; this is $(uname -s)." "Run it in a Linux virtual machine, or use a real account: see README.md."
  local program
  for program in node npm go python3 git flock setsid tar; do
    type -P "$program" >/dev/null || fail "\"$program\" is not on PATH." "Install it and run the same command again; README.md lists what is needed."
  done
  node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' ||
    fail "Node $(node --version) is too old." "Install Node 20 or newer."
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
    fail "$(python3 --version) is too old." "Install Python 3.10 or newer."
}

# All of it takes about 4 GB; what is there already needs no room.
require_space() {
  local free
  if [ -e "$stamps/complete" ]; then return 0; fi
  free=$(df -Pk "$SLIPWAY_CACHE" | awk 'NR == 2 { print int($4 / 1024) }')
  [ "$free" -ge 4096 ] || fail "$SLIPWAY_CACHE has ${free} MiB of free disk space; the toolchain needs 4096 MiB." "Free some, or choose another disk: SLIPWAY_CACHE=/some/folder"
}

# stamped <name> <version>: whether this version was installed before.
stamped() { [ "$(cat "$stamps/$1" 2>/dev/null)" = "$2" ]; }

# stamp <name> <version>: written last, so that it vouches for something whole.
stamp() {
  printf '%s' "$2" >"$stamps/$1.new"
  mv "$stamps/$1.new" "$stamps/$1"
}

# reachable <url>: whether a server answers within five seconds. Node, because curl need not be there.
reachable() {
  node -e '
    fetch(process.argv[1], { method: "HEAD", signal: AbortSignal.timeout(5000) })
      .then((reply) => process.exit(reply.ok ? 0 : 1), () => process.exit(1));
  ' "$1"
}
