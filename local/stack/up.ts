import { join } from "node:path";

import { untilAnswering, urlsToAsk } from "./answering";
import { taskContainers } from "./containers";
import { Failure } from "./failure";
import { type Place, placeOf } from "./place";
import { recover, startOver } from "./recover";
import { afterFailedUpdate } from "./recovery";
import { read, say, show } from "./run";
import { type Outputs, rowsOf, table } from "./table";

/** Brings the local stack up and prints where its apps answer. The toolchain and the emulator are there already. */
async function main(): Promise<void> {
  const place = placeOf(process.env);
  const cleared = await recover(place);
  if (!(await update(place))) {
    const next = afterFailedUpdate(cleared, place.startOver);
    if (next !== "start over") {
      throw next === "ask" ? inTheWay() : failed(place);
    }
    say("• Starting over with an empty local AWS, as SLIPWAY_START_OVER=1 asks");
    await startOver(place);
    if (!(await update(place))) {
      throw failed(place);
    }
  }
  const outputs = outputsOf(place);
  const rows = rowsOf(place.stack, outputs, taskContainers(place));
  await Promise.all(urlsToAsk(rows).map((url) => untilAnswering(url, 60)));
  process.stdout.write(`\n${table(rows)}\n\n`);
  say(
    `Everything above runs on this machine only. For pulumi, aws and docker: eval "$(local/env)"`,
  );
  say(`To remove it: make local-down`);
}

function update(place: Place): Promise<boolean> {
  const started = Date.now();
  say("• Building, pushing and deploying (pulumi up) …");
  const plain = process.stderr.isTTY ? [] : ["--non-interactive", "--color", "never"];
  return show(
    "pulumi",
    ["up", "--yes", "--skip-preview", "--stack", place.stack, ...plain],
    place.root,
  ).then((done) => {
    if (done) {
      say(`✓ pulumi up (${Math.round((Date.now() - started) / 1000)} s)`);
    }
    return done;
  });
}

/** The sentence after Pulumi's own messages. */
function failed(place: Place): Failure {
  if (read(join(place.root, "local", "emulator", "status"), [], place.root) === undefined) {
    return new Failure(
      `The emulator ended while the stack was being made; its log is ${join(place.state, "emulator.log")}.`,
      "Run make local again: it starts anew.",
    );
  }
  return new Failure(
    "pulumi up failed; its messages are above.",
    "Put right what they name and run make local again: it goes on from here.",
  );
}

/** An update that was killed before may have made what this one made again. */
function inTheWay(): Failure {
  return new Failure(
    "pulumi up failed; its messages are above. An update that was killed may have left half of something in the way.",
    "Put right what they name, or start over without anything that local AWS holds (commits, images, secrets, other stacks): SLIPWAY_START_OVER=1 make local",
  );
}

function outputsOf(place: Place): Outputs {
  const printed = read("pulumi", ["stack", "output", "--json", "--stack", place.stack], place.root);
  if (printed === undefined) {
    throw new Failure("The stack has no outputs.", "index.ts must export urls and access.");
  }
  return JSON.parse(printed) as Outputs;
}

main().catch((error: unknown) => {
  if (error instanceof Failure) {
    say(`✗ ${error.message}`);
    say(`  ${error.next}`);
  } else {
    console.error(error);
  }
  process.exitCode = 1;
});
