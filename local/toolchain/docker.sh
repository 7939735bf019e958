# A Docker daemon: the one that runs, or on Debian as root one that is installed and started.
# shellcheck shell=bash

ensure_docker() {
  if docker_answers; then return 0; fi
  if [ -n "${DOCKER_HOST:-}" ]; then
    fail "Docker at DOCKER_HOST=$DOCKER_HOST does not answer." "Start it, or unset DOCKER_HOST."
  fi
  if type -P docker >/dev/null && docker info 2>&1 | grep -q 'permission denied'; then
    fail "This user may not use Docker." "Join its group and log in again: sudo usermod -aG docker $(id -un)"
  fi
  if [ "$(id -u)" -ne 0 ]; then
    fail "Docker does not run, and only root can start it." "Start it (sudo systemctl start docker), or install it: https://docs.docker.com/engine/install/"
  fi
  if ! type -P dockerd >/dev/null; then
    type -P apt-get >/dev/null || fail "Docker is not installed, and this system has no apt-get to install it with." "Install it: https://docs.docker.com/engine/install/"
    step "Install Docker" "Check the network and apt's sources (apt-get update), then run the same command again." install_docker || return 1
  fi
  step "Start Docker" "Docker did not start; its log is $SLIPWAY_CACHE/logs/dockerd.log." start_docker
}

docker_answers() { docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

install_docker() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update && apt-get install --yes --no-install-recommends docker.io iptables
}

start_docker() {
  mkdir -p "$SLIPWAY_CACHE/logs"
  if [ -d /run/systemd/system ]; then
    systemctl start docker
  else
    # Ports of containers are published on this machine's loopback address alone.
    start_daemon dockerd --ip 127.0.0.1 >>"$SLIPWAY_CACHE/logs/dockerd.log" 2>&1 </dev/null &
    printf '%s' "$!" >"$SLIPWAY_CACHE/dockerd.pid"
  fi
  local tries
  for tries in $(seq 1 150); do
    if docker_answers; then return 0; fi
    sleep 0.2
  done
  tail -n 10 "$SLIPWAY_CACHE/logs/dockerd.log" 2>/dev/null
  return 1
}
