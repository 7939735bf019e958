# Base images of the examples: from their registry, or made from this machine's own Node where none is reached.
# shellcheck shell=bash

stand_in_label=slipway.stand-in

# The images that the Dockerfiles of examples/ start from, each once; stages of their own are none.
base_images() {
  awk 'toupper($1) == "FROM" { if (!($2 in stage)) print $2; if (toupper($3) == "AS") stage[$4] = 1 }' \
    "$SLIPWAY_ROOT"/examples/*/Dockerfile | sort -u
}

ensure_base_images() {
  local image
  for image in $(base_images); do
    # One that exists stays, whoever made it; removed by hand, it is looked for in its registry again.
    docker image inspect "$image" >/dev/null 2>&1 && continue
    if attempt "Fetch the base image $image" timeout 300 docker pull --quiet "$image"; then continue; fi
    case "$image" in
      node:* | */node:*) ;;
      *) fail "The base image $image cannot be fetched, and only Node's can be made here." "Give this machine a way to the image's registry, or start from a node image." ;;
    esac
    step "Make a stand-in for $image from this machine's Node $(node --version)" \
      "See the log; docker import must work." make_node_image "$image"
  done
}

# A stand-in among the base images is said, so that nobody takes it for the real one.
say_stand_in_images() {
  local image made
  for image in $(base_images); do
    made=$(docker image inspect --format "{{ index .Config.Labels \"$stand_in_label\" }}" "$image" 2>/dev/null || true)
    if [ -n "$made" ]; then say "! $image is a local stand-in, made from $made. Remove it to fetch the real one: docker rmi $image"; fi
  done
}

# make_node_image <tag>: a root file system with Node, npm, a shell and what they link to.
make_node_image() {
  local root program file
  root=$(mktemp -d "$SLIPWAY_CACHE/rootfs.XXXXXX")
  # shellcheck disable=SC2064
  trap "rm -rf '$root'" RETURN
  mkdir -p "$root"/{bin,etc/ssl,home/node,root,usr/local/bin,usr/local/lib/node_modules,usr/bin}
  install -d -m 1777 "$root/tmp"
  copy_program "$(node -p process.execPath)" /usr/local/bin/node "$root"
  for program in sh env cat ls mkdir cp mv rm chmod chown ln id echo sleep test true false; do
    file=$(type -P "$program" || true)
    if [ -n "$file" ]; then copy_program "$(readlink -f "$file")" "/bin/$program" "$root"; fi
  done
  ln -s /bin/env "$root/usr/bin/env"
  copy_npm "$root"
  # Certificates, for apps that call out.
  if [ -e /etc/ssl/certs/ca-certificates.crt ]; then
    mkdir -p "$root/etc/ssl/certs"
    cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
  fi
  printf 'root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n' >"$root/etc/passwd"
  printf 'root:x:0:\nnode:x:1000:\n' >"$root/etc/group"
  printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
  chmod 755 "$root"
  tar -C "$root" --owner=0 --group=0 -cf - . | docker import \
    --change 'ENV PATH=/usr/local/bin:/usr/bin:/bin' \
    --change 'CMD ["node"]' \
    --change "LABEL $stand_in_label=\"this machine's Node $(node --version)\"" \
    - "$1"
}

# copy_program <file> <path in the image> <root>: the program and every library that it loads.
copy_program() {
  local library
  cp -L "$1" "$3$2"
  # "name => /path (address)", or "/path/ld.so (address)" for the loader itself.
  for library in $(ldd "$1" 2>/dev/null | awk '$2 == "=>" && $3 ~ /^\// { print $3 } $1 ~ /^\// { print $1 }'); do
    mkdir -p "$3$(dirname "$library")"
    cp -L "$library" "$3$library"
  done
}

copy_npm() {
  local modules
  modules=$(dirname "$(dirname "$(node -p process.execPath)")")/lib/node_modules
  if [ ! -d "$modules/npm" ]; then return 0; fi
  cp -RL "$modules/npm" "$1/usr/local/lib/node_modules/"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$1/usr/local/bin/npm"
  ln -s ../lib/node_modules/npm/bin/npx-cli.js "$1/usr/local/bin/npx"
}
