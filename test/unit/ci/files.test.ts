import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

import { root } from "../../support/stackProgram";

/** The CI files, key by key as far as they go, by the vendors' references: their own schemas are not in the tree. */

const text = (file: string): string => readFileSync(join(root, "ci", file), "utf8");
const read = (file: string): unknown => parse(text(file));
const settings = z.strictObject({ SLIPWAY_APP: z.string(), SLIPWAY_TEST: z.string() });

const github = z.strictObject({
  name: z.string(),
  on: z.strictObject({ push: z.strictObject({ branches: z.array(z.string()) }) }),
  permissions: z.strictObject({}),
  concurrency: z.strictObject({ group: z.string(), "cancel-in-progress": z.literal(false) }),
  jobs: z.strictObject({
    release: z.strictObject({
      "runs-on": z.string(),
      "timeout-minutes": z.number(),
      permissions: z.strictObject({ contents: z.literal("read"), "id-token": z.literal("write") }),
      steps: z.array(
        z.union([
          z.strictObject({
            uses: z.string().regex(/^actions\/[\w-]+@[0-9a-f]{40}$/),
            with: z.record(z.string(), z.unknown()),
          }),
          z.strictObject({ run: z.string(), env: z.record(z.string(), z.string()) }),
        ]),
      ),
    }),
  }),
});

const gitlab = z.strictObject({
  release: z.strictObject({
    image: z.string(),
    services: z.array(z.string()),
    timeout: z.string(),
    resource_group: z.string(),
    rules: z.array(z.strictObject({ if: z.string() })),
    id_tokens: z.strictObject({
      SLIPWAY_ID_TOKEN: z.strictObject({ aud: z.literal("https://gitlab.com") }),
    }),
    variables: settings.extend({ DOCKER_TLS_CERTDIR: z.string() }),
    before_script: z.array(z.string()),
    script: z.array(z.string()),
  }),
});

const circleci = z.strictObject({
  version: z.literal(2.1),
  jobs: z.strictObject({
    release: z.strictObject({
      machine: z.strictObject({ image: z.string() }),
      environment: settings,
      steps: z.array(
        z.union([
          z.literal("checkout"),
          z.strictObject({
            run: z.union([
              z.string(),
              z.strictObject({ command: z.string(), no_output_timeout: z.string() }),
            ]),
          }),
        ]),
      ),
    }),
  }),
  workflows: z.strictObject({
    release: z.strictObject({
      jobs: z.array(z.strictObject({ release: z.strictObject({ "serial-group": z.string() }) })),
    }),
  }),
});

const files: Readonly<Record<string, z.ZodType>> = {
  "github/release.yml": github,
  "gitlab/.gitlab-ci.yml": gitlab,
  "circleci/config.yml": circleci,
};

describe("the files of ci/", () => {
  for (const [file, schema] of Object.entries(files)) {
    it(`${file} has keys that its service knows`, () => {
      schema.parse(read(file));
    });

    it(`${file} only calls the script`, () => {
      assert.equal(
        [
          ...text(file).matchAll(
            /^\s*- (?:run: |command: )?ci\/release\.sh$|^\s+command: ci\/release\.sh$/gm,
          ),
        ].length,
        1,
      );
      assert.doesNotMatch(text(file), /aws_access_key|secret_access_key|docker (?:build|push)/i);
    });
  }

  it("map their branches in one table, in the form that roles and repositories have", () => {
    const lines = text("branches")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    assert.ok(lines.length > 1);
    for (const line of lines) {
      const [, stack] = / stack=([a-z-]+) /.exec(line) ?? [];
      assert.match(
        line,
        new RegExp(`role=arn:aws:iam::\\d{12}:role/${stack ?? ""}-web-eu-west-1-access$`),
      );
      assert.match(line, new RegExp(`/slipway-${stack ?? ""}/hello `));
    }
  });
});
