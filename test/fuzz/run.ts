import fc from "fast-check";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { parseImageReference } from "../../aws/imageReference";
import { problemReport } from "../../config/problems";
import { causeOf } from "../../delivery/failure/causes";
import { parseRevision, RevisionError } from "../../delivery/format";
import { originProblems } from "../../delivery/imageOrigins";
import { parseStackParameter } from "../../delivery/stackParameter";
import { reportLines, reportText } from "../../delivery/text";
import { scopeOf } from "../../functions/trigger/scope";
import { parsed, slipwayValues } from "../unit/config/stack";
import { event, evidence, failed, failedOnHost, lines } from "../unit/delivery/failure/evidences";
import { realCases } from "../unit/delivery/failure/realCases";
import { changed, nearly } from "./inputs";

/**
 * Reads inputs that nobody wrote: the loader and every parser of what comes from outside. It ends with an error for a
 * crash, for one input that takes longer than a second, and for a problem that names no place. `make fuzz`; the seed
 * in its first line finds a failure again: `SEED=… make fuzz`.
 */

const root = join(__dirname, "..", "..");
const stacks = ["local", "staging", "prod"].map((stack) =>
  slipwayValues(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8")),
);
const digest = `sha256:${"0a".repeat(32)}`;
const registry = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop-prod/web";
const origins = {
  accountId: "111122223333",
  region: "eu-west-1",
  repositories: new Map([["web", registry]]),
};
const revisions = [
  [{ name: "web", imageUri: `${registry}@${digest}` }],
  [
    { name: "web", imageUri: "nginx:1" },
    { name: "proxy", imageUri: `ghcr.io/acme/proxy:v1@${digest}` },
  ],
];
const events = [
  { "detail-type": "Scheduled Event" },
  {
    "detail-type": "CodeCommit Repository State Change",
    detail: {
      repositoryName: "deployment",
      referenceName: "prod",
      event: "referenceUpdated",
      oldCommitId: "a",
      commitId: "b",
    },
  },
];
const parameter = {
  project: "shop",
  stack: "prod",
  region: "eu-west-1",
  repository: "deployment",
  branch: "prod",
  imageRepositories: "shop-prod/",
  topicArn: "arn:aws:sns:eu-west-1:111122223333:notices",
  clusters: { main: { name: "prod-main", apps: { web: { "/web": ["web"] } } } },
};
const messages = realCases.flatMap(([, { stopped = [], events: told = [] }]) => [
  ...stopped.flatMap(({ stoppedReason, containers }) => [
    stoppedReason ?? "",
    ...containers.flatMap(({ reason }) => reason ?? ""),
  ]),
  ...told.map(({ message }) => message),
]);

function json(documents: readonly unknown[]): fc.Arbitrary<string> {
  const document = changed(documents).map((one) => JSON.stringify(one));
  return fc.oneof(
    { weight: 3, arbitrary: document },
    { weight: 1, arbitrary: nearly(documents.map((one) => JSON.stringify(one))) },
  );
}

interface Target {
  readonly name: string;
  readonly inputs: number;
  readonly property: fc.IProperty<[unknown]>;
}

function target<T>(
  name: string,
  inputs: number,
  input: fc.Arbitrary<T>,
  read: (input: T) => void,
): Target {
  const property = fc.property(input, (one) => {
    const begun = performance.now();
    read(one);
    const took = performance.now() - begun;
    assert.ok(took < 1000, `it took ${Math.round(took)} ms`);
  });
  return { name, inputs, property: property };
}

/** Calls what refuses by errors of its own; any other error is a defect. */
function refusing(call: () => void, isRefusal: (error: unknown) => boolean): void {
  try {
    call();
  } catch (error) {
    if (!isRefusal(error)) {
      throw error;
    }
  }
}

const saysWhy = (error: unknown) =>
  error instanceof Error && !(error instanceof TypeError) && error.message !== "";

const targets: readonly Target[] = [
  target("stack files", 45_000, changed(stacks), (values) => {
    const raw =
      typeof values === "object" && values !== null ? { ...values } : { clusters: values };
    const { config, problems } = parsed(raw);
    assert.ok(config !== undefined || problems.length > 0, "neither a configuration nor a problem");
    for (const { path, sentence } of problems) {
      assert.ok(path.length > 0 && sentence !== "", `a problem without a place: ${sentence}`);
    }
    assert.doesNotMatch(
      problemReport("Pulumi.prod.yaml", problems),
      /(?!\n)[\p{Cc}\p{Cf}]|\[object Object\]/u,
    );
  }),
  target("revisions", 20_000, json(revisions), (text) => {
    refusing(
      () => originProblems(parseRevision(text, { path: "p", requires: "web", origins }), origins),
      (error) => error instanceof RevisionError && error.problems.every((one) => one !== ""),
    );
  }),
  target("messages of AWS", 20_000, nearly(messages), (message) => {
    for (const over of [
      failed(message),
      failedOnHost(message),
      event(message),
      lines(1, message),
    ]) {
      const cause = causeOf(evidence(over), ["web"]);
      assert.ok(cause === undefined || (cause.sentence !== "" && cause.remedy !== ""));
    }
  }),
  target("lines of logs", 10_000, fc.array(nearly(messages), { maxLength: 5 }), (texts) => {
    for (const shown of [...texts.map(reportText), ...reportLines(texts)]) {
      assert.doesNotMatch(shown, /[\p{Cc}\u202e]/u);
    }
  }),
  target("events and parameters", 5000, json([...events, parameter]), (text) => {
    refusing(() => scopeOf(text, { repository: "deployment", branch: "prod" }), saysWhy);
    refusing(() => parseStackParameter("/slipway/prod", text), saysWhy);
  }),
  target(
    "references of images",
    5000,
    nearly([registry, `nginx:1@${digest}`, "a/b/c:d"]),
    (text) => {
      const { name } = parseImageReference(text) ?? {};
      assert.ok(name === undefined || text.startsWith(name));
    },
  ),
];

const seed = Number(process.env["SEED"] ?? Date.now() % 2 ** 31);
process.stdout.write(`seed ${seed}\n`);
let total = 0;
for (const { name, inputs, property } of targets) {
  fc.assert(property, { numRuns: inputs, seed });
  total += inputs;
  process.stdout.write(`${name}: ${inputs} inputs\n`);
}
process.stdout.write(`${total} inputs, no crash, none over a second\n`);
