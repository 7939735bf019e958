# Provider plugins: the official ones where they can be downloaded, otherwise the stand-ins of local/plugins.
# shellcheck shell=bash

provider_packages=(aws awsx docker docker-build)

ensure_plugins() {
  local version
  version=$(provider_versions | paste -sd' ' -)
  if stamped plugins "official $version"; then
    rm -f "$plugins_link"
    return 0
  fi
  if ! stamped plugins "stand-ins $version" && official_plugins; then
    rm -f "$plugins_link"
    stamp plugins "official $version"
    return 0
  fi
  bundle_stand_ins || return 1
  # Remembered, so that later runs need not ask the network again; delete the file to look again.
  stamp plugins "stand-ins $version"
}

# "aws 7.48.0", one package a line.
provider_versions() {
  local name
  for name in "${provider_packages[@]}"; do
    printf '%s %s\n' "$name" "$(node -p "require('$SLIPWAY_ROOT/node_modules/@pulumi/$name/package.json').version.replace(/^v/, '')")"
  done
}

official_plugins() {
  local name version architecture
  architecture=$(release_architecture)
  while read -r name version; do
    reachable "https://get.pulumi.com/releases/plugins/pulumi-resource-$name-v$version-linux-${architecture/x64/amd64}.tar.gz" || return 1
  done < <(provider_versions)
  while read -r name version; do
    attempt "Download the official $name provider $version" \
      env PATH="$SLIPWAY_CACHE/bin:$PATH" PULUMI_HOME="$SLIPWAY_CACHE/pulumi-home" PULUMI_SKIP_UPDATE_CHECK=1 \
      pulumi plugin install resource "$name" "v$version" || return 1
  done < <(provider_versions)
}

# Bundles the stand-ins for a quick start, once for each content of their sources and of what they are made of.
bundle_stand_ins() {
  local key folder
  key=$(
    {
      find "$SLIPWAY_ROOT/local/plugins" -path '*/plugins/test' -prune -o -name '*.ts' -print0 | sort -z | xargs -0 cat
      cat "$SLIPWAY_ROOT/package-lock.json"
    } | sha256sum | cut -c 1-16
  )
  folder="$SLIPWAY_CACHE/plugins/$key"
  if [ ! -d "$folder" ]; then
    rm -rf "$folder.new"
    step "Bundle the stand-in provider plugins" "The bundle did not build; npm run check shows why." \
      "$SLIPWAY_ROOT/node_modules/.bin/ts-node" --cwd "$SLIPWAY_ROOT" "$SLIPWAY_ROOT/local/plugins/build.ts" "$folder.new" || return 1
    mv "$folder.new" "$folder"
  fi
  ln -sfn "$folder" "$plugins_link.new"
  mv -T "$plugins_link.new" "$plugins_link"
}

# What on this machine only stands in for the real thing is said every time.
say_stand_ins() {
  if [ -e "$plugins_link" ]; then
    say "! Provider plugins are local stand-ins: the official ones could not be downloaded. To look again: rm $stamps/plugins"
  fi
  say_stand_in_images
  : >"$stamps/complete"
}
