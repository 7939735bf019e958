"use strict";
// A job as a schedule wants it, with nothing but Node's own modules: it does its work and ends. Exit code 0 is
// a run that succeeded; anything else is one that failed.
const { setTimeout: pause } = require("node:timers/promises");

const version = process.env.APP_VERSION || "unknown";
const rows = Number(process.env.ROWS || 3);

const stopping = new AbortController();

// As process 1 in a container Node gets no default action for signals.
for (const signal of ["SIGTERM", "SIGINT"]) {
  process.on(signal, () => stopping.abort());
}

async function main() {
  console.log(`report ${version} begins`);
  for (let row = 1; row <= rows; row += 1) {
    await pause(100, undefined, { signal: stopping.signal });
    console.log(`row ${row} of ${rows}`);
  }
  console.log("report is written");
}

main().catch((error) => {
  console.error(error.name === "AbortError" ? "stopped before the report was written" : error);
  process.exitCode = 1;
});
