"use strict";
// A worker as a container wants it, with nothing but Node's own modules: it takes one piece of work after
// another, and is not called by anyone.
const { writeFileSync } = require("node:fs");
const { setTimeout: pause } = require("node:timers/promises");

const beat = process.env.HEARTBEAT_FILE || "/tmp/heartbeat";
const pauseMs = Number(process.env.PAUSE_MS || 1000);
const version = process.env.APP_VERSION || "unknown";

const stopping = new AbortController();

// As process 1 in a container Node gets no default action for signals: without these lines SIGTERM would do
// nothing, and SIGKILL would cut off the work in hand when the stop time-out ends.
for (const signal of ["SIGTERM", "SIGINT"]) {
  process.on(signal, () => {
    console.log(`${signal}: finishing the work in hand, then leaving`);
    stopping.abort();
  });
}

/** Stands for a message of a queue. */
async function work(number) {
  console.log(`done with ${number}`);
}

async function main() {
  console.log(`worker ${version} starts`);
  for (let number = 1; !stopping.signal.aborted; number += 1) {
    await work(number);
    // healthy.js reads how long ago this was: a loop that hangs is replaced.
    writeFileSync(beat, String(Date.now()));
    // Only the pause is cut short, never the work.
    await pause(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
  }
  console.log("worker leaves");
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
