# Processes of the state folder: a pid alone may be another program's by now, so each is known by its start time, too.
# shellcheck shell=bash

# When a process started, in clock ticks since boot; nothing if it does not run, or is dead and only not yet buried.
started_at() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
  # The name in brackets may hold spaces; after it come the state and, as the 20th field, the start time.
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  case "$1" in
    Z | X) ;;
    *) printf '%s' "${20}" ;;
  esac
}

# running <name>: prints the process id of the emulator or the gateway if that very process lives.
running() {
  local pid="" start=""
  [ -s "$SLIPWAY_STATE/$1.pid" ] || return 1
  read -r pid start <"$SLIPWAY_STATE/$1.pid" || true
  [ -n "$pid" ] && [ -n "$start" ] && [ "$(started_at "$pid")" = "$start" ] || return 1
  printf '%s' "$pid"
}

# start_process <name> <command…>: starts it apart from this shell, with a log and a pid file.
start_process() {
  local name=$1 pid
  shift
  start_daemon "$@" >>"$SLIPWAY_STATE/$name.log" 2>&1 </dev/null &
  pid=$!
  printf '%s %s\n' "$pid" "$(started_at "$pid")" >"$SLIPWAY_STATE/$name.pid.new"
  mv "$SLIPWAY_STATE/$name.pid.new" "$SLIPWAY_STATE/$name.pid"
}

# stop_process <name>: asks it to end, waits, then insists.
stop_process() {
  local pid
  if pid=$(running "$1"); then
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 1 100); do
      running "$1" >/dev/null || break
      sleep 0.1
    done
    if running "$1" >/dev/null; then kill -9 "$pid" 2>/dev/null || true; fi
  fi
  rm -f "$SLIPWAY_STATE/$1.pid"
}

# answers <url>: whether a GET succeeds. Node, because curl need not be there.
answers() {
  node -e '
    require("node:http").get(process.argv[1], { timeout: 2000 }, (reply) => {
      reply.resume(); process.exitCode = reply.statusCode < 400 ? 0 : 1;
    }).on("timeout", () => process.exit(1)).on("error", () => process.exit(1));
  ' "$1"
}

# wait_for <name> <url> <seconds>: until it answers; fails at once when the process is gone.
wait_for() {
  local name=$1 url=$2 deadline=$((SECONDS + $3))
  until answers "$url"; do
    if ! running "$name" >/dev/null || [ "$SECONDS" -ge "$deadline" ]; then
      tail -n 12 "$SLIPWAY_STATE/$name.log" 2>/dev/null | sed 's/^/    /' >&2
      fail "The $name of local AWS did not start; its last lines are above." "The whole log is $SLIPWAY_STATE/$name.log."
    fi
    sleep 0.2
  done
}

# port_is_free <port>: whether this machine's port can be listened on.
port_is_free() {
  node -e '
    const server = require("node:net").createServer();
    server.on("error", () => process.exit(1));
    server.listen(Number(process.argv[1]), "127.0.0.1", () => server.close());
  ' "$1"
}

# who_listens <port>: the program that has the port, as well as this machine can tell.
who_listens() {
  local pid
  pid=$(listener "$1")
  if [ -z "$pid" ]; then printf 'another program'; else
    printf '"%s" (process %s)' "$(tr '\0' ' ' <"/proc/$pid/cmdline" | cut -c 1-80 | sed 's/ *$//')" "$pid"
  fi
}

# listener <port>: the process that listens on it, if this user may see it. From /proc, because ss and lsof need
# not be there.
listener() {
  local socket folder
  socket=$(awk -v port="$(printf ':%04X' "$1")" '$2 ~ port"$" && $4 == "0A" { print $10; exit }' /proc/net/tcp /proc/net/tcp6 2>/dev/null)
  if [ -z "$socket" ]; then return 0; fi
  for folder in /proc/[0-9]*; do
    # Listings end with status 1 where a process has just gone.
    if { ls -l "$folder/fd" 2>/dev/null || true; } | grep -qF "socket:[$socket]"; then
      printf '%s' "${folder#/proc/}"
      return 0
    fi
  done
}
