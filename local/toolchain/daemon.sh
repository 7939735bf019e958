# A process that outlives the script that starts it.
# shellcheck shell=bash

# start_daemon <command…> &: in a session of its own, with none of the caller's files open but the standard three. One
# that a lock is held by would hold it as long as it lives.
start_daemon() {
  local file
  for file in /proc/self/fd/*; do
    file=${file##*/}
    if [ "$file" -gt 2 ]; then exec {file}>&-; fi
  done
  exec setsid "$@"
}
