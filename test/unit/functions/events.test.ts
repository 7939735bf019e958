import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Everything that a function writes as the event of a line. */
function eventsIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return eventsIn(path);
    }
    const text = entry.name.endsWith(".ts") ? readFileSync(path, "utf8") : "";
    return [...text.matchAll(/\blog\.(?:info|warn)\(\s*"([^"]+)"/g)].map(([, event = ""]) => event);
  });
}

describe("the lines that functions write", () => {
  it("are explained, each event by its name", () => {
    const events = [...new Set(eventsIn("functions"))];
    assert.ok(events.length > 20);
    const document = readFileSync("docs/delivery-trigger.md", "utf8");
    const missing = events.filter((event) => !document.includes(`| \`${event}\` `));
    assert.deepEqual(missing, []);
  });
});
