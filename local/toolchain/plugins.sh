# Provider plugins: the stand-ins of local/plugins, or with SLIPWAY_PLUGINS=official the official ones.
# shellcheck shell=bash

provider_packages=(aws awsx docker docker-build)

ensure_plugins() {
  case "${SLIPWAY_PLUGINS:-stand-ins}" in
    stand-ins) bundle_stand_ins ;;
    official)
      official_plugins || return 1
      rm -f "$plugins_link"
      ;;
    *)
      fail "SLIPWAY_PLUGINS is \"$SLIPWAY_PLUGINS\"; it can be stand-ins or official." "Unset it to use the stand-ins."
      ;;
  esac
}

# "aws 7.48.0", one package a line.
provider_versions() {
  local name
  for name in "${provider_packages[@]}"; do
    printf '%s %s\n' "$name" "$(node -p "require('$SLIPWAY_ROOT/node_modules/@pulumi/$name/package.json').version.replace(/^v/, '')")"
  done
}

official_plugins() {
  local name version stamp_value
  stamp_value=$(provider_versions | paste -sd' ' -)
  if stamped plugins "$stamp_value"; then return 0; fi
  while read -r name version; do
    step "Download the official $name provider $version" \
      "Check the network, or unset SLIPWAY_PLUGINS to use the stand-ins." \
      env PATH="$SLIPWAY_CACHE/bin:$PATH" PULUMI_HOME="$SLIPWAY_CACHE/pulumi-home" PULUMI_SKIP_UPDATE_CHECK=1 \
      pulumi plugin install resource "$name" "v$version" || return 1
  done < <(provider_versions)
  stamp plugins "$stamp_value"
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
    say "! Provider plugins are the stand-ins of local/plugins."
  else
    say "! Provider plugins are the official ones (SLIPWAY_PLUGINS=official), which are untested against local AWS."
  fi
  say_stand_in_images
  : >"$stamps/complete"
}
