# Finding and removing what belongs to local AWS, whether or not its pid files and its state are still there.
# shellcheck shell=bash

# A run of local/up, or what a killed one left at work, holds the lock of the state folder.
end_running_updates() {
  local pid pids
  if [ ! -e "$SLIPWAY_STATE/up.lock" ]; then return 0; fi
  pids=$(holders "$SLIPWAY_STATE/up.lock")
  if [ -z "$pids" ]; then return 0; fi
  say "• Ending a run of make local that is still at work (process ${pids//$'\n'/, })"
  for pid in $pids; do kill "$pid" 2>/dev/null || true; done
  for _ in $(seq 1 50); do
    pids=$(holders "$SLIPWAY_STATE/up.lock")
    if [ -z "$pids" ]; then return 0; fi
    sleep 0.2
  done
  for pid in $pids; do kill -9 "$pid" 2>/dev/null || true; done
}

# holders <file>: the processes that have it open, this shell and its children aside.
holders() {
  local folder pid file descriptor
  file=$(readlink -f "$1")
  for folder in /proc/[0-9]*; do
    pid=${folder#/proc/}
    if [ "$pid" = "$$" ] || [ "$pid" = "$BASHPID" ]; then continue; fi
    for descriptor in "$folder"/fd/*; do
      if [ "$(readlink "$descriptor" 2>/dev/null)" = "$file" ]; then
        printf '%s\n' "$pid"
        break
      fi
    done
  done
}

# Processes of ours on our ports whose pid files are gone.
stop_orphans() {
  local port pid
  for port in "$SLIPWAY_PORT" "$SLIPWAY_EMULATOR_PORT"; do
    pid=$(listener "$port")
    if [ -n "$pid" ] && is_ours "$pid"; then
      kill "$pid" 2>/dev/null || true
      for _ in $(seq 1 50); do
        [ -d "/proc/$pid" ] || break
        sleep 0.1
      done
      if [ -d "/proc/$pid" ]; then kill -9 "$pid" 2>/dev/null || true; fi
    fi
  done
}

# is_ours <pid>: whether it is an emulator or a gateway started from our cache.
is_ours() {
  case "$(tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null)" in
    "$SLIPWAY_CACHE"/python/bin/python*"/emulator/serve.py "* | node" $SLIPWAY_CACHE"/programs/main-*) return 0 ;;
  esac
  return 1
}

remove_containers() {
  local containers
  containers=$(docker ps --all --quiet --filter "label=ministack.instance=$SLIPWAY_INSTANCE" 2>/dev/null) || {
    say "! Docker does not answer, so containers could not be looked for; with Docker running: make local-down"
    return 0
  }
  # One word an id.
  # shellcheck disable=SC2086
  if [ -n "$containers" ]; then docker rm --force --volumes $containers >/dev/null 2>&1 || true; fi
}

# What the host pushed to and pulled from the emulator's registry. By name: an image that has another name stays.
remove_images() {
  local repository tag digest name
  docker images --all --digests --format '{{.Repository}} {{.Tag}} {{.Digest}}' 2>/dev/null |
    while read -r repository tag digest; do
      case "$repository" in
        "localhost:$SLIPWAY_PORT"/*) ;;
        *) continue ;;
      esac
      for name in "$repository:$tag" "$repository@$digest"; do
        case "$name" in
          *"<none>") ;;
          *) docker rmi --force "$name" >/dev/null 2>&1 || true ;;
        esac
      done
    done || true
}
