"use strict";
// The health check of the container: whether the loop has turned lately.
const { readFileSync } = require("node:fs");

const beat = process.env.HEARTBEAT_FILE || "/tmp/heartbeat";
const mostMs = 30_000;

try {
  process.exitCode = Date.now() - Number(readFileSync(beat, "utf8")) < mostMs ? 0 : 1;
} catch {
  // No heartbeat yet.
  process.exitCode = 1;
}
