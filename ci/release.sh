#!/bin/sh
# Builds the image of a commit, runs its tests in it, and on branches that ci/branches maps to a stack pushes it, once,
# and releases it there. What a CI file does, whichever service runs it; docs/releasing.md, "From CI".
#
# Needs docker with buildx, and on mapped branches aws (for the registry's password) and Node.js with npm and git.
#   SLIPWAY_APP    the app to release, <cluster>/<app>; several are divided by spaces
#   SLIPWAY_TEST   what tests the image, for sh in a container of it; default: nothing
#   SLIPWAY_REPOSITORY  what git clones to have slipway, where it is not on PATH: the address of your infrastructure's
#                  repository, or of Slipway's own
#   SLIPWAY_CACHE  "registry" keeps the build's layers beside the images, "none" does not; default: registry
set -eu

here=$(cd "$(dirname "$0")" && pwd)
: "${SLIPWAY_APP:?SLIPWAY_APP is not set: the app to release, such as main/web}"

say() { printf '%s\n' "ci/release.sh: $*" >&2; }
fail() {
  say "$@"
  exit 2
}

# The branch whose push this is; empty for tags and for pull requests, whose branch may be a fork's.
branch_of_push() {
  case ${GITHUB_EVENT_NAME:-} in pull_request*) return ;; esac
  [ -z "${BITBUCKET_PR_ID:-}${CIRCLE_PULL_REQUEST_FORK:-}" ] || return 0
  [ "${GITHUB_REF_TYPE:-branch}" = branch ] || return 0
  printf '%s' "${GITHUB_REF_NAME:-${CI_COMMIT_BRANCH:-${CIRCLE_BRANCH:-${BITBUCKET_BRANCH:-}}}}"
}

# Sets stack, region, repository, role, dockerfile and target from the first line whose pattern the branch matches.
find_stack() {
  stack='' region='' repository='' role='' dockerfile=Dockerfile target=''
  [ -n "$branch" ] || return 0
  number=0
  while read -r pattern settings; do
    number=$((number + 1))
    case $pattern in '' | '#'*) continue ;; esac
    # shellcheck disable=SC2254 # a pattern is meant
    case $branch in $pattern) ;; *) continue ;; esac
    for setting in $settings; do
      value=${setting#*=}
      case $setting in
      stack=?*) stack=$value ;;
      region=?*) region=$value ;;
      repository=?*) repository=$value ;;
      role=?*) role=$value ;;
      dockerfile=?*) dockerfile=$value ;;
      target=?*) target=$value ;;
      *) fail "ci/branches, line $number: \"$setting\" is none of stack=, region=, repository=, role=, dockerfile= and target=" ;;
      esac
    done
    [ -n "$stack" ] && [ -n "$region" ] && [ -n "$repository" ] ||
      fail "ci/branches, line $number: needs stack=, region= and repository="
    return 0
  done <"$here/branches"
}

# Takes the role with the token of this job. The SDK reads both from the environment; tokens are short-lived, so this
# is done anew before each use.
sign_in() {
  [ -n "$role" ] || return 0
  token=${SLIPWAY_ID_TOKEN:-${CIRCLE_OIDC_TOKEN_V2:-${BITBUCKET_STEP_OIDC_TOKEN:-}}}
  if [ -z "$token" ] && [ -n "${ACTIONS_ID_TOKEN_REQUEST_URL:-}" ]; then
    token=$(node -e '
      const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = process.env;
      fetch(`${url}&audience=sts.amazonaws.com`, { headers: { authorization: `Bearer ${bearer}` } })
        .then((answer) => answer.json())
        .then(({ value }) => process.stdout.write(value));
    ')
  fi
  [ -n "$token" ] ||
    fail "there is no OIDC token to take $role with: id-token: write (GitHub), id_tokens (GitLab) or oidc: true (Bitbucket) gives the job one"
  printf '%s' "$token" >"$scratch/token"
  export AWS_ROLE_ARN="$role" AWS_ROLE_SESSION_NAME="ci-$commit" AWS_WEB_IDENTITY_TOKEN_FILE="$scratch/token"
}

# Puts slipway on PATH, from a clone where there is none yet.
find_slipway() {
  ! command -v slipway >/dev/null || return 0
  [ -n "${SLIPWAY_REPOSITORY:-}" ] ||
    fail "slipway is not on PATH; set SLIPWAY_REPOSITORY to the address of the repository that has it"
  git clone --quiet --depth 1 "$SLIPWAY_REPOSITORY" "$scratch/slipway"
  npm ci --silent --no-audit --no-fund --prefix "$scratch/slipway"
  PATH=$scratch/slipway/cli:$PATH
}

# The digest that the repository has for this commit; fails where it has none.
pushed() { docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$repository:$commit" 2>/dev/null; }

# The image of this commit in this machine's docker, built and tested.
build() {
  set -- --load --tag "$image" --file "$dockerfile" --label "org.opencontainers.image.revision=$commit"
  [ -z "$target" ] || set -- "$@" --target "$target"
  if [ -n "$stack" ] && [ "${SLIPWAY_CACHE:-registry}" = registry ]; then
    docker buildx inspect slipway >/dev/null 2>&1 ||
      docker buildx create --name slipway --driver docker-container >/dev/null
    set -- "$@" --builder slipway --cache-from "type=registry,ref=$repository:cache" --cache-to \
      "type=registry,ref=$repository:cache,mode=max,image-manifest=true,oci-mediatypes=true"
  fi
  say "building $image"
  docker buildx build "$@" .
  if [ -n "${SLIPWAY_TEST:-}" ]; then
    say "testing $image: $SLIPWAY_TEST"
    docker run --rm --entrypoint sh "$image" -c "$SLIPWAY_TEST"
  else
    say "SLIPWAY_TEST is not set: nothing tests the image"
  fi
}

commit=${GITHUB_SHA:-${CI_COMMIT_SHA:-${CIRCLE_SHA1:-${BITBUCKET_COMMIT:-$(git rev-parse HEAD)}}}}
branch=$(branch_of_push)
find_stack
image=slipway-ci:$commit
umask 077
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

if [ -z "$stack" ]; then
  build
  say "${branch:-this event} maps to no stack in ci/branches: built and tested, not released"
  exit 0
fi

export AWS_REGION="$region"
find_slipway
sign_in
aws ecr get-login-password | docker login --username AWS --password-stdin "${repository%%/*}"
if digest=$(pushed); then
  say "$repository has this commit already, built and tested: releasing it again"
else
  build
  docker tag "$image" "$repository:$commit"
  docker push "$repository:$commit"
  digest=$(pushed) || fail "$repository does not say which digest $commit has"
fi
for app in $SLIPWAY_APP; do
  sign_in
  slipway release "$app" --stack "$stack" --region "$region" --image "$repository@$digest" --message "Release $commit of $branch"
done
