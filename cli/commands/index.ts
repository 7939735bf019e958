import { type Command } from "../command";
import { approve, reject } from "./approve";
import { cancel } from "./cancel";
import { diff } from "./diff";
import { exec } from "./exec";
import { history } from "./history";
import { importCompose } from "./importCompose";
import { importCopilot } from "./importCopilot";
import { importTaskDefinition } from "./importTaskDefinition";
import { init } from "./init";
import { logs } from "./logs";
import { permissions } from "./permissions";
import { policyReport } from "./policyReport";
import { promote } from "./promote";
import { release } from "./release";
import { restart } from "./restart";
import { rollback } from "./rollback";
import { run } from "./run";
import { scale, start, stop } from "./scale";
import { status } from "./status";
import { verify } from "./verify";

/**
 * Every command, in the order in which help and docs/cli.md show them. A command's own file holds what help needs
 * and loads the rest when it runs.
 */
export const commands: readonly Command[] = [
  release,
  rollback,
  promote,
  cancel,
  run,
  exec,
  restart,
  scale,
  stop,
  start,
  status,
  history,
  diff,
  verify,
  approve,
  reject,
  logs,
  permissions,
  policyReport,
  init,
  importCopilot,
  importCompose,
  importTaskDefinition,
];
