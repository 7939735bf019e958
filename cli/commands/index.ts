import type { Command } from "../command";

/**
 * Every command, in the order in which help and docs/cli.md show them. A command's own file holds what help needs
 * and loads the rest when it runs.
 */
export const commands: readonly Command[] = [];
