# BuildKit's command line plugin: the user's own, or one built from source in a Docker configuration of ours.
# shellcheck shell=bash

ensure_buildx() {
  local ours="$SLIPWAY_CACHE/docker/cli-plugins/docker-buildx"
  if [ -x "$ours" ] && stamped buildx "$BUILDX_VERSION"; then
    share_docker_config
    return 0
  fi
  if [ ! -e "$ours" ] && docker buildx version >/dev/null 2>&1; then return 0; fi
  mkdir -p "$SLIPWAY_CACHE/docker/cli-plugins"
  step "Build docker buildx $BUILDX_VERSION (some minutes)" \
    "Check the network and Go's module settings (go env GOPROXY), then run the same command again." \
    go_build buildx github.com/docker/buildx/cmd/buildx "$ours" "-s -w" || return 1
  stamp buildx "$BUILDX_VERSION"
  share_docker_config
}

# Log-ins and contexts of the user's own configuration stay usable in ours.
share_docker_config() {
  local theirs="$HOME/.docker" ours="$SLIPWAY_CACHE/docker"
  if [ -e "$theirs/config.json" ] && [ "$theirs/config.json" -nt "$ours/config.json" ]; then
    install -m 600 "$theirs/config.json" "$ours/config.json.new"
    mv "$ours/config.json.new" "$ours/config.json"
  fi
  if [ -d "$theirs/contexts" ] && [ ! -e "$ours/contexts" ]; then ln -s "$theirs/contexts" "$ours/contexts"; fi
}

# go_build <module folder> <package> <file> <linker flags>: builds with the pinned versions and checksums of
# local/toolchain/go, under another name first.
go_build() {
  mkdir -p "$(dirname "$3")"
  (
    cd "$SLIPWAY_ROOT/local/toolchain/go/$1" &&
      env GOWORK=off GOFLAGS=-mod=readonly CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags="$4" -o "$3.new" "$2"
  ) && mv "$3.new" "$3"
}
