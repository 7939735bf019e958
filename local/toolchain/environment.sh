# The environment in which pulumi, aws and docker talk to local AWS and to nothing else.
# shellcheck shell=bash

# Names that would lead a client to another account, even with our keys set: a profile, for one, wins over them.
foreign_variables=(
  AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN AWS_SECURITY_TOKEN AWS_ROLE_ARN AWS_ROLE_SESSION_NAME
  AWS_WEB_IDENTITY_TOKEN_FILE AWS_CONTAINER_CREDENTIALS_FULL_URI AWS_CONTAINER_CREDENTIALS_RELATIVE_URI
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS PULUMI_ACCESS_TOKEN PULUMI_STACK
)

print_environment() {
  local name path plugins
  for name in "${foreign_variables[@]}"; do printf 'unset %s\n' "$name"; done
  # An endpoint of one service would win over the common one.
  for name in $(compgen -e | grep '^AWS_ENDPOINT_URL_' || true); do printf 'unset %s\n' "$name"; done

  path=$(path_without_ours)
  plugins=$(stand_in_folder)
  if [ -e "$SLIPWAY_CACHE/tools/aws" ]; then path="$SLIPWAY_CACHE/tools:$path"; fi
  # With a CLI of the user's own, ours and its old language host stay off PATH.
  if [ "$(cat "$stamps/cli" 2>/dev/null)" != found ]; then path="$SLIPWAY_CACHE/bin:$path"; fi
  if [ -n "$plugins" ]; then
    path="$plugins:$path"
    put PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION true
  fi
  put PATH "$path"

  put SLIPWAY_CACHE "$SLIPWAY_CACHE"
  put SLIPWAY_STATE "$SLIPWAY_STATE"
  put SLIPWAY_PORT "$SLIPWAY_PORT"
  put AWS_ENDPOINT_URL "$SLIPWAY_ENDPOINT"
  put AWS_ACCESS_KEY_ID test
  put AWS_SECRET_ACCESS_KEY test
  put AWS_REGION "$SLIPWAY_REGION"
  put AWS_DEFAULT_REGION "$SLIPWAY_REGION"
  put AWS_EC2_METADATA_DISABLED true
  put AWS_CONFIG_FILE /dev/null
  put AWS_SHARED_CREDENTIALS_FILE /dev/null
  put AWS_PAGER ""
  put PULUMI_BACKEND_URL "file://$SLIPWAY_STATE/pulumi"
  # The local stack keeps no secret that is worth one; the file backend asks for a passphrase all the same.
  put PULUMI_CONFIG_PASSPHRASE local
  # Plugins and log-ins of the user's own Pulumi stay apart.
  put PULUMI_HOME "$SLIPWAY_CACHE/pulumi-home"
  put PULUMI_SKIP_UPDATE_CHECK 1
  # The plugins' AWS SDK would tell every run that it will want a newer Node one day.
  put AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED true
  if [ -e "$SLIPWAY_CACHE/docker/cli-plugins/docker-buildx" ]; then
    put DOCKER_CONFIG "$SLIPWAY_CACHE/docker"
  fi
  local loopback=localhost,.localhost,127.0.0.1
  case "${NO_PROXY:-${no_proxy:-}}" in
    *"$loopback"*) ;;
    *)
      put NO_PROXY "$loopback${NO_PROXY:+,$NO_PROXY}"
      put no_proxy "$loopback${no_proxy:+,$no_proxy}"
      ;;
  esac
}

# The folder with the stand-in plugins, or nothing where the official ones are used.
stand_in_folder() {
  if [ -e "$plugins_link" ]; then readlink -f "$plugins_link"; fi
}

# PATH without what an earlier eval put there, so that it does not grow.
path_without_ours() {
  local entry result=""
  local IFS=:
  for entry in $PATH; do
    case "$entry" in
      "$SLIPWAY_CACHE"/bin | "$SLIPWAY_CACHE"/tools | "$SLIPWAY_CACHE"/plugins/*) ;;
      *) result="$result${result:+:}$entry" ;;
    esac
  done
  printf '%s' "$result"
}

put() { printf 'export %s=%q\n' "$1" "$2"; }
