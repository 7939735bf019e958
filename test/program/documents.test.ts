import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, posix } from "node:path";

import { root } from "../support/stackProgram";

interface Page {
  /** From the root of the project. */
  readonly path: string;
  readonly text: string;
}

const passedOver = new Set(["node_modules", ".git"]);

/** Every file of the project, from its root. */
const files = filesBelow("");
const names = new Set(files.map((file) => basename(file)));
const tops = new Set(readdirSync(root));
const pages: readonly Page[] = files
  .filter((file) => file.endsWith(".md"))
  .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

/** What a document may name although the project has no such file: a deployment's, and what a command writes. */
const elsewhere = new Set(["revision.json", "policy-report.md"]);

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (passedOver.has(entry.name)) {
      return [];
    }
    const path = posix.join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** Links of a page that lead nowhere: to no file, or to no heading of the file. */
function deadLinks({ path, text }: Page): string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) {
      return false;
    }
    const [file = "", heading] = link.split("#", 2);
    const target = join(root, dirname(path), file);
    if (!existsSync(target)) {
      return true;
    }
    if (heading === undefined) {
      return false;
    }
    return !headings(file === "" ? text : readFileSync(target, "utf8")).includes(heading);
  });
}

/** Headings as links name them. */
function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\-_ ]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** Paths and names of source files in backticks that nothing has. */
function wrongNames({ path, text }: Page): string[] {
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].flatMap(([, span = ""]) => span.split(/\s+/));
  return spans.filter((word) => {
    if (!/^[\w.-][\w./-]*$/.test(word)) {
      return false;
    }
    if (existsSync(join(root, dirname(path), word))) {
      return false;
    }
    if (word.includes("/") && tops.has(word.split("/")[0] ?? "")) {
      return !existsSync(join(root, word));
    }
    if (!/\.(?:ts|js|mjs|json|py|sh|md)$/.test(word)) {
      return false;
    }
    return !names.has(word) && !elsewhere.has(basename(word));
  });
}

describe("the documents", () => {
  it("link to what is there", () => {
    assert.ok(pages.length >= 20, "found too few documents to be a test");
    const dead = pages.flatMap((page) => deadLinks(page).map((link) => `${page.path}: ${link}`));
    assert.deepEqual(dead, []);
  });

  it("name files that are there", () => {
    const wrong = pages.flatMap((page) => wrongNames(page).map((name) => `${page.path}: ${name}`));
    assert.deepEqual(wrong, []);
  });

  it("would be caught with a dead link or a wrong name", () => {
    const text = [
      "# On the way",
      "[a](architecture.md), [b](../README.md#what-you-get), [c](#on-the-way), [d](https://example.com/x)",
      "[e](nowhere.md) [f](../README.md#nowhere) [g](#nowhere)",
      "`aws/naming.ts` `naming.ts` `local/gateway` `main/web/revision.json` `web.example.com`",
      "`components/names.ts` `nobodysNames.ts` run `local/gatewayd` now",
    ].join("\n");
    const page = { path: "docs/page.md", text };
    assert.deepEqual(deadLinks(page), ["nowhere.md", "../README.md#nowhere", "#nowhere"]);
    assert.deepEqual(wrongNames(page), [
      "components/names.ts",
      "nobodysNames.ts",
      "local/gatewayd",
    ]);
  });
});
