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
