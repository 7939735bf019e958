# Progress lines and errors in one form. Everything goes to stderr: stdout belongs to results.
# shellcheck shell=bash

say() { printf '%s\n' "$*" >&2; }

# fail <what is wrong> [<next step>]: one sentence each, exit code 1.
fail() {
  say "✗ $1"
  if [ -n "${2:-}" ]; then say "  $2"; fi
  exit 1
}

# step <title> <next step on failure> <command…>: runs a command with its output in a log; says what it does
# while it works and how long it took; on failure shows the log's last lines.
step() {
  local title=$1 hint=$2 log started elapsed status=0
  shift 2
  mkdir -p "$SLIPWAY_CACHE/logs"
  log="$SLIPWAY_CACHE/logs/$(printf '%s' "$title" | tr -c 'A-Za-z0-9\n' '-').log"
  started=$SECONDS
  say "• $title …"
  "$@" >"$log" 2>&1 || status=$?
  elapsed=$((SECONDS - started))
  if [ "$status" -eq 0 ]; then
    say "✓ $title (${elapsed} s)"
    return 0
  fi
  tail -n 15 "$log" | sed 's/^/    /' >&2
  say "✗ $title failed after ${elapsed} s; the whole log is $log."
  say "  $hint"
  return 1
}
