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
  local title=$1 hint=$2 log started=$SECONDS
  shift 2
  log=$(log_of "$title")
  say "• $title …"
  if "$@" >"$log" 2>&1; then
    say "✓ $title ($((SECONDS - started)) s)"
    return 0
  fi
  tail -n 15 "$log" | sed 's/^/    /' >&2
  say "✗ $title failed after $((SECONDS - started)) s; the whole log is $log."
  say "  $hint"
  return 1
}

# attempt <title> <command…>: like step, for what has a substitute: a failure is no error.
attempt() {
  local title=$1 started=$SECONDS
  shift
  say "• $title …"
  if "$@" >"$(log_of "$title")" 2>&1; then
    say "✓ $title ($((SECONDS - started)) s)"
    return 0
  fi
  say "– $title: not possible here ($((SECONDS - started)) s)"
  return 1
}

log_of() {
  mkdir -p "$SLIPWAY_CACHE/logs"
  printf '%s/logs/%s.log' "$SLIPWAY_CACHE" "$(printf '%s' "$1" | tr -c 'A-Za-z0-9' '-')"
}
