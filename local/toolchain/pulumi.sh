# The Pulumi command line: the user's own, the official download, or one built from its published Go modules.
# shellcheck shell=bash

ensure_pulumi() {
  local theirs
  theirs=$(PATH="$(path_of_the_user)" type -P pulumi || true)
  if [ -n "$theirs" ]; then
    stamp cli found
    return 0
  fi
  if [ -x "$SLIPWAY_CACHE/bin/pulumi" ] && { stamped cli "downloaded $PULUMI_VERSION" || stamped cli "built $PULUMI_VERSION"; }; then
    return 0
  fi
  local url
  url="https://get.pulumi.com/releases/sdk/pulumi-v$PULUMI_VERSION-linux-$(release_architecture).tar.gz"
  if reachable "$url" && attempt "Download Pulumi $PULUMI_VERSION" download_pulumi "$url"; then
    stamp cli "downloaded $PULUMI_VERSION"
    return 0
  fi
  step "Build Pulumi $PULUMI_VERSION from its Go modules (some minutes)" \
    "Check the network and Go's module settings (go env GOPROXY), then run the same command again." build_pulumi || return 1
  stamp cli "built $PULUMI_VERSION"
}

path_of_the_user() { printf '%s' "$PATH" | tr ':' '\n' | grep -vxF "$SLIPWAY_CACHE/bin" | paste -sd: -; }

release_architecture() {
  case "$(uname -m)" in
    aarch64 | arm64) printf arm64 ;;
    *) printf x64 ;;
  esac
}

download_pulumi() {
  local folder="$SLIPWAY_CACHE/pulumi.new"
  rm -rf "$folder"
  mkdir -p "$folder"
  node -e '
    const { pipeline } = require("node:stream/promises");
    fetch(process.argv[1], { signal: AbortSignal.timeout(300_000) })
      .then((reply) => pipeline(reply.body, require("node:fs").createWriteStream(process.argv[2])))
      .catch((error) => { console.error(error.message); process.exit(1); });
  ' "$1" "$folder/pulumi.tar.gz" || return 1
  tar -C "$folder" -xzf "$folder/pulumi.tar.gz" && "$folder/pulumi/pulumi" version || return 1
  rm -rf "$SLIPWAY_CACHE/bin"
  mv "$folder/pulumi" "$SLIPWAY_CACHE/bin"
  rm -rf "$folder"
}

# The engine, the host that runs Node programs, and three scripts that belong to them. The host is older: later
# ones cannot be built on their own, and this engine asks for no more than it does.
build_pulumi() {
  local bin="$SLIPWAY_CACHE/bin" sdk="github.com/pulumi/pulumi/sdk/v3" engine host
  go_build pulumi github.com/pulumi/pulumi/pkg/v3/cmd/pulumi "$bin/pulumi" \
    "-s -w -X $sdk/go/common/version.Version=v$PULUMI_VERSION" || return 1
  go_build language "$sdk/nodejs/cmd/pulumi-language-nodejs" "$bin/pulumi-language-nodejs" \
    "-s -w -X $sdk/go/common/version.Version=v$LANGUAGE_HOST_VERSION" || return 1
  engine=$(module_folder pulumi "$sdk")
  host=$(module_folder language "$sdk")
  install -m 755 "$host/nodejs/dist/pulumi-analyzer-policy" "$bin/pulumi-analyzer-policy" || return 1
  install -m 755 "$host/nodejs/dist/pulumi-analyzer-policy" "$bin/pulumi-analyzer-policy-nodejs" || return 1
  install -m 755 "$engine/nodejs/dist/pulumi-resource-pulumi-nodejs" "$bin/" || return 1
  "$bin/pulumi" version
}

module_folder() {
  (cd "$SLIPWAY_ROOT/local/toolchain/go/$1" && env GOWORK=off GOFLAGS=-mod=readonly go list -m -f '{{.Dir}}' "$2")
}
