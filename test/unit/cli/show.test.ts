import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { createColors } from "picocolors";

import { wantsColors } from "../../../cli/io";
import { progress, type Step } from "../../../cli/progress";
import { table, visibleLength } from "../../../cli/table";
import { ago, counted, timestamp } from "../../../cli/words";
import { batches, mapConcurrent } from "../../../delivery/mapConcurrent";
import { shortImage } from "../../../delivery/words";
import { MemoryIo } from "../../support/cli";

describe("a table", () => {
  const columns = [
    { title: "APP" },
    { title: "TASKS", align: "right" as const },
    { title: "NOTE" },
  ];

  it("is as wide as its widest cells, whatever their colours", () => {
    const { red } = createColors(true);
    const text = table(columns, [
      ["main/web", "2/2", "x"],
      ["a", red("10/10"), ""],
    ]);
    assert.equal(
      stripVTControlCharacters(text),
      "APP       TASKS  NOTE\nmain/web    2/2  x\na         10/10\n",
    );
  });

  it("is cut where a terminal ends, and only there", () => {
    const rows = [["main/web", "2/2", "a very long note"]];
    const widths = table(columns, rows, 24).trimEnd().split("\n").map(visibleLength);
    assert.deepEqual(widths, [21, 24]);
    assert.match(table(columns, rows, 24), /2\/2 {2}a very…\n$/);
    assert.match(table(columns, rows), /a very long note/);
  });

  it("is a list where columns would be lost, with every cell and what is marked first", () => {
    const rows = [
      ["▶", "main/web", "2/2", "a very long note"],
      ["", "main/api", "0/2", ""],
    ];
    assert.equal(
      table([{ title: "" }, ...columns], rows, 20),
      "▶ main/web\n  TASKS  2/2\n  NOTE   a very long note\nmain/api\n  TASKS  0/2\n",
    );
  });
});

describe("words", () => {
  const now = new Date("2026-11-20T12:00:00Z");
  const times: readonly (readonly [then: string, words: string])[] = [
    ["2026-11-20T12:00:03Z", "just now"],
    ["2026-11-20T11:59:59Z", "1 second ago"],
    ["2026-11-20T11:58:31Z", "1 minute ago"],
    ["2026-11-20T09:00:00Z", "3 hours ago"],
    ["2026-11-08T12:00:00Z", "12 days ago"],
  ];
  for (const [then, words] of times) {
    it(`say when it was: ${words}`, () => {
      assert.equal(ago(new Date(then), now), words);
    });
  }

  const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
  const images: readonly (readonly [uri: string, short: string])[] = [
    [`111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web@${digest}`, "web@0123456789ab"],
    [`localhost:5000/web:1.4@${digest}`, "web@0123456789ab"],
    ["ghcr.io/acme/web:1.4", "web:1.4"],
  ];
  for (const [uri, short] of images) {
    it(`shorten an image: ${short}`, () => {
      assert.equal(shortImage(uri), short);
    });
  }

  it("count, and write times that sort", () => {
    assert.deepEqual([counted(1, "task"), counted(0, "task")], ["1 task", "0 tasks"]);
    assert.equal(timestamp(now), "2026-11-20 12:00:00Z");
  });
});

describe("work on many things", () => {
  it("keeps the order of the results and never does more at once than it may", async () => {
    let running = 0;
    let most = 0;
    const results = await mapConcurrent(
      [5, 1, 4, 2, 3],
      async (item) => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, item));
        running--;
        return item * 10;
      },
      2,
    );
    assert.deepEqual(results, [50, 10, 40, 20, 30]);
    assert.equal(most, 2);
  });

  it("is done in groups", () => {
    assert.deepEqual(batches([1, 2, 3, 4, 5], 2), [[1, 2], [3, 4], [5]]);
  });
});

describe("colours", () => {
  const table: readonly (readonly [env: Record<string, string>, isTTY: boolean, wants: boolean])[] =
    [
      [{}, true, true],
      [{}, false, false],
      [{ NO_COLOR: "1" }, true, false],
      [{ NO_COLOR: "" }, true, true],
      [{ FORCE_COLOR: "1" }, false, true],
      [{ FORCE_COLOR: "0" }, true, false],
      [{ FORCE_COLOR: "1", NO_COLOR: "1" }, true, false],
      [{ TERM: "dumb" }, true, false],
    ];
  for (const [env, isTTY, wants] of table) {
    it(`are ${wants ? "" : "not "}used with ${JSON.stringify(env)} ${isTTY ? "on" : "off"} a terminal`, () => {
      assert.equal(wantsColors(env, isTTY), wants);
    });
  }
});

describe("progress", () => {
  const steps = (order: string[]): Step[] => [
    {
      title: "Commit main/web",
      run: (report) => {
        order.push("commit");
        for (const detail of ["waits", "waits", "goes on"]) {
          report(detail);
        }
        return Promise.resolve("3f2a91c");
      },
    },
    {
      title: "Wait for tasks",
      run: () => {
        order.push("wait");
        return Promise.resolve(undefined);
      },
    },
  ];
  const failing: Step = {
    title: "Deploy",
    run: () => Promise.reject(new Error("the tasks stopped")),
  };

  it("is plain lines on stderr where there is no terminal, each detail once", async () => {
    const io = new MemoryIo();
    await progress(io, steps([]));
    assert.equal(io.out, "");
    assert.equal(
      io.err,
      "• Commit main/web …\n  waits\n  goes on\n✓ Commit main/web: 3f2a91c\n• Wait for tasks …\n✓ Wait for tasks\n",
    );
  });

  it("ends with the first error", async () => {
    const io = new MemoryIo();
    const order: string[] = [];
    await assert.rejects(progress(io, [failing, ...steps(order)]), /the tasks stopped/);
    assert.equal(io.err, "• Deploy …\n✗ Deploy\n");
    assert.deepEqual(order, []);
  });

  it("is redrawn on a terminal, and ends with the same error", async () => {
    const terminal = new PassThrough();
    let drawn = "";
    terminal.on("data", (part: Buffer) => (drawn += part.toString()));
    Object.assign(terminal, { isTTY: true, columns: 100, rows: 30 });
    const io = new MemoryIo();
    const onTerminal = {
      stderr: () => assert.fail("lines go to the terminal"),
      colors: io.colors,
      terminal: terminal as unknown as NodeJS.WriteStream,
    };
    const order: string[] = [];
    await assert.rejects(progress(onTerminal, [...steps(order), failing]), /the tasks stopped/);
    assert.deepEqual(order, ["commit", "wait"]);
    const last = stripVTControlCharacters(drawn);
    assert.match(last, /✔ Commit main\/web: 3f2a91c\n✔ Wait for tasks\n✖ Deploy\n/);
  });
});
