import fc from "fast-check";
import assert from "node:assert/strict";

import { dockerfileFacts, type DockerfileFacts } from "../../../../cli/init/dockerfile";

const nothing: DockerfileFacts = {
  ports: [],
  user: undefined,
  healthCheck: undefined,
  platform: undefined,
  buildSecrets: [],
  sources: [],
};

/** Dockerfiles after `FROM node:22`, and what they say besides nothing. */
const cases: readonly (readonly [string, string, Partial<DockerfileFacts>])[] = [
  ["nothing", "", {}],
  ["a port", "EXPOSE 8080", { ports: [{ port: 8080, protocol: "tcp" }] }],
  [
    "several ports, with their protocols and the first of a range",
    "EXPOSE 8080 53/UDP\nexpose 9000-9005/tcp",
    {
      ports: [
        { port: 8080, protocol: "tcp" },
        { port: 53, protocol: "udp" },
        { port: 9000, protocol: "tcp" },
      ],
    },
  ],
  [
    "a port in a variable of a variable",
    "ARG WEB=8080\nENV PORT=${WEB}\nEXPOSE $PORT",
    { ports: [{ port: 8080, protocol: "tcp" }] },
  ],
  ["a port with a fallback", "EXPOSE ${PORT:-3000}", { ports: [{ port: 3000, protocol: "tcp" }] }],
  ["a port that nobody knows", "ARG PORT\nEXPOSE $PORT eighty", {}],
  ["variables in a circle", "ENV A=$B\nENV B=$A\nEXPOSE $A", {}],
  ["the last user", "USER root\nRUN x\nUSER node:node", { user: "node:node" }],
  [
    "a health check that asks by HTTP",
    "HEALTHCHECK --interval=10s --timeout=3s --start-period=1m --retries=5 \\\n  CMD curl -fs http://localhost:8080/healthz?deep=1 || exit 1",
    {
      healthCheck: {
        command: ["sh", "-c", "curl -fs http://localhost:8080/healthz?deep=1 || exit 1"],
        path: "/healthz?deep=1",
        interval: "10s",
        timeout: "3s",
        startPeriod: "1m",
        retries: "5",
      },
    },
  ],
  [
    "a health check that asks another host is a command",
    "HEALTHCHECK CMD wget -q http://db:8080/",
    { healthCheck: check(["sh", "-c", "wget -q http://db:8080/"]) },
  ],
  [
    "a health check without a path asks for the root",
    'HEALTHCHECK CMD ["wget", "-q", "http://127.0.0.1:80"]',
    { healthCheck: check(["wget", "-q", "http://127.0.0.1:80"], "/") },
  ],
  ["a health check that is taken away", "HEALTHCHECK CMD x\nHEALTHCHECK NONE", {}],
  [
    "build secrets once, by id or by file",
    "RUN --mount=type=secret,id=npm --mount=type=cache,target=/c x\nRUN --mount=type=secret,id=npm y\nRUN --mount=type=secret,target=/run/pip z",
    { buildSecrets: ["npm", "pip"] },
  ],
  [
    "what is copied from the context, without wildcards, links and other stages",
    'COPY package.json src/ ./\nCOPY ["a b.txt", "/"]\nCOPY *.js /\nCOPY --from=x /a /b\nADD https://x/y /',
    { sources: ["package.json", "src/", "a b.txt"] },
  ],
  ["what a heredoc holds is no instruction", "RUN <<EOF\nEXPOSE 1\nUSER x\nEOF", {}],
];

function check(command: readonly string[], path?: string) {
  return {
    command,
    path,
    interval: undefined,
    timeout: undefined,
    startPeriod: undefined,
    retries: undefined,
  };
}

describe("what a Dockerfile says", () => {
  for (const [title, text, facts] of cases) {
    it(title, () => {
      assert.deepEqual(dockerfileFacts(`FROM node:22\n${text}\n`), { ...nothing, ...facts });
    });
  }

  it("is what the last stage and those below it say, and secrets of all", () => {
    const facts = dockerfileFacts(`
FROM --platform=linux/arm64 node:22 AS base
EXPOSE 80
USER node
FROM golang AS build
EXPOSE 6060
RUN --mount=type=secret,id=go x
FROM base AS middle
EXPOSE 81
FROM Middle
EXPOSE 82
`);
    assert.deepEqual(facts, {
      ...nothing,
      ports: [80, 81, 82].map((port) => ({ port, protocol: "tcp" })),
      user: "node",
      platform: "linux/arm64",
      buildSecrets: ["go"],
    });
  });

  it("is nothing without FROM", () => {
    assert.equal(dockerfileFacts("EXPOSE 80\n"), undefined);
  });

  it("does not grow with variables that multiply each other", () => {
    const lines = Array.from({ length: 20 }, (_, index) => {
      const next = `$V${index + 1}`.repeat(50);
      return `ENV V${index}=${next}`;
    });
    const facts = dockerfileFacts(`FROM x\n${lines.join("\n")}\nUSER $V0\n`);
    assert.equal(facts?.user, "$V0");
  });

  it("never fails on a text of any shape", () => {
    const word = fc.oneof(
      fc.constantFrom("FROM x\n", "EXPOSE ", "USER ", "HEALTHCHECK CMD ", "COPY ", "RUN --mount="),
      fc.constantFrom("\\\n", "\n", "$A", "${A", "[", '"', "--", "=", "<<EOF", "type=secret", ","),
      fc.string({ maxLength: 8, unit: "binary" }),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (words) => {
        dockerfileFacts(`FROM x\n${words.join("")}`);
      }),
      { numRuns: 2000 },
    );
  });
});
