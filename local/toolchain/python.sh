# The emulator and the AWS command line, in a Python environment of their own.
# shellcheck shell=bash

ensure_python() {
  local version
  version=$(cksum <"$SLIPWAY_ROOT/local/toolchain/requirements.txt")
  if stamped python "$version" && [ -x "$SLIPWAY_CACHE/python/bin/python" ] &&
    "$SLIPWAY_CACHE/python/bin/python" -c '' 2>/dev/null; then
    return 0
  fi
  step "Install the emulator and the AWS command line" \
    "Check the network and pip's settings (python3 -m pip config list); on Debian, python3-venv must be installed. Then run the same command again." \
    make_python || return 1
  stamp python "$version"
}

# A Python environment knows its own path and cannot be renamed: a stamp that is missing makes it anew instead.
make_python() {
  rm -f "$stamps/python"
  rm -rf "$SLIPWAY_CACHE/python"
  python3 -m venv "$SLIPWAY_CACHE/python" || return 1
  "$SLIPWAY_CACHE/python/bin/python" -m pip install --quiet --disable-pip-version-check \
    --requirement "$SLIPWAY_ROOT/local/toolchain/requirements.txt" || return 1
  mkdir -p "$SLIPWAY_CACHE/tools"
  ln -sfn ../python/bin/aws "$SLIPWAY_CACHE/tools/aws"
}
