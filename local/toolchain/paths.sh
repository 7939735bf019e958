# Where everything of local AWS lives. Sourced by every script of local/; prints nothing.
# shellcheck shell=bash

SLIPWAY_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
: "${SLIPWAY_CACHE:=${XDG_CACHE_HOME:-$HOME/.cache}/slipway}"
: "${SLIPWAY_STATE:=${XDG_STATE_HOME:-$HOME/.local/state}/slipway/local}"
: "${SLIPWAY_PORT:=4566}"
# The emulator listens behind the gateway; nobody else talks to it.
SLIPWAY_EMULATOR_PORT=$((SLIPWAY_PORT + 1))
SLIPWAY_ENDPOINT="http://localhost:$SLIPWAY_PORT"
SLIPWAY_REGION=eu-west-1
SLIPWAY_ACCOUNT=000000000000
# The emulator labels its containers with this name; a name of our own survives a change of the host's name.
SLIPWAY_INSTANCE="slipway:$SLIPWAY_EMULATOR_PORT"

PULUMI_VERSION=3.170.0
LANGUAGE_HOST_VERSION=3.50.0
BUILDX_VERSION=0.26.1

stamps="$SLIPWAY_CACHE/stamps"
# Stand-in plugins are bundled from this tree's sources; two trees may share the cache.
plugins_link="$SLIPWAY_CACHE/plugins/of-$(printf '%s' "$SLIPWAY_ROOT" | cksum | cut -d ' ' -f 1)"
export SLIPWAY_CACHE SLIPWAY_STATE SLIPWAY_PORT
