# The state folder is deleted as a whole by local/down, so it must be ours alone: a mark in it says so.
# shellcheck shell=bash

state_mark=slipway-local-state

open_state_folder() {
  if [ -e "$SLIPWAY_STATE/$state_mark" ]; then return 0; fi
  if [ -n "$(ls -A "$SLIPWAY_STATE" 2>/dev/null)" ]; then
    fail "The state folder $SLIPWAY_STATE holds other files." "Choose one that is empty or does not exist: SLIPWAY_STATE=/some/folder make local"
  fi
  { mkdir -p "$SLIPWAY_STATE" && : >"$SLIPWAY_STATE/$state_mark"; } 2>/dev/null ||
    fail "The state folder $SLIPWAY_STATE cannot be written to." "Choose another: SLIPWAY_STATE=/some/folder make local"
}

# What the gateway keeps for the services that it serves itself belongs to the stacks that the emulator held: a
# repository or a pipeline that nobody knows any more would stand in the way of its own name, and deployments are
# those of services that are gone. Moved, not deleted: commits may exist nowhere else.
set_aside_what_the_gateway_kept() {
  local name kept
  kept="$SLIPWAY_STATE/lost/gateway-$(date -u +%Y-%m-%dT%H-%M-%S.%3NZ)"
  for name in codecommit codepipeline exclusions.json serviceDeployments.json; do
    if [ ! -e "$SLIPWAY_STATE/$name" ]; then continue; fi
    mkdir -p "$kept"
    mv "$SLIPWAY_STATE/$name" "$kept/"
  done
  if [ -d "$kept" ]; then
    say "• The emulator of the last run has ended, and what it held with it; repositories and pipelines are kept in $kept"
  fi
}
