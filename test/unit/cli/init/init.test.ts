import assert from "node:assert/strict";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";

import { type Clients } from "../../../../cli/clients";
import { MemoryIo, answering, typed } from "../../../support/cli";

const api = `FROM node:22
EXPOSE 3000 9090
HEALTHCHECK CMD curl -f http://localhost:3000/healthz
USER node
`;

describe("slipway init", () => {
  let cwd = "";
  let zones: readonly string[] | Error = [];
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), "slipway-init-"));
    zones = ["example.com.", "shop.example.com.", "other.org."];
  });
  afterEach(() => {
    rmSync(cwd, { recursive: true });
  });

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }

  const route53 = () =>
    answering({
      ListHostedZonesCommand: () => {
        if (zones instanceof Error) {
          throw zones;
        }
        const secret = { Name: "internal.example.com.", Config: { PrivateZone: true } };
        return { HostedZones: [...zones.map((Name) => ({ Name })), secret] };
      },
    });

  /** Types the command; with answers there is a person at a terminal. */
  async function run(line: string, answers?: readonly string[]) {
    const io = new MemoryIo({}, cwd);
    const questions: string[] = [];
    const left = [...(answers ?? [])];
    if (answers !== undefined) {
      io.ask = (question) => {
        questions.push(question);
        const answer = left.shift();
        if (answer === undefined) {
          io.interruption.abort();
        }
        return Promise.resolve(answer ?? "");
      };
    }
    const client = route53();
    const clients = () => ({ route53: () => Promise.resolve(client) }) as unknown as Clients;
    const outcome = await typed(`init ${line}`, { clients }, io);
    return { ...outcome, questions, calls: client.asked.length };
  }

  const made = (stack = "staging") =>
    (parse(readFileSync(join(cwd, `Pulumi.${stack}.yaml`), "utf8")) as { config: object }).config;

  it("writes a stack file that a preview takes, without a question to AWS or a person", async () => {
    write("api/Dockerfile", api);
    const { code, stdout, stderr, calls } = await run("--region eu-west-1");
    assert.equal(code, 0, stdout);
    assert.equal(calls, 0);
    assert.equal(stderr, "Found in .: api/Dockerfile\n");
    assert.equal(
      stdout,
      `Wrote Pulumi.staging.yaml: 1 app

Next:
  pulumi stack init staging
  make preview STACK=staging
  pulumi up --stack staging
`,
    );
    assert.deepEqual(made(), {
      "aws:region": "eu-west-1",
      "slipway:network": { availabilityZones: 2, natGateways: 1 },
      "slipway:deployment": { createRepository: true },
      "slipway:images": { api: { context: "./api" } },
      "slipway:clusters": {
        main: {
          capacity: { type: "fargate" },
          loadBalancer: {},
          apps: {
            api: {
              kind: "web",
              image: "api",
              port: 3000,
              healthCheck: { path: "/healthz" },
              cpuUnits: 256,
              memoryMiB: 512,
              user: "node",
            },
          },
        },
      },
    });
  });

  it("lets policies advise on a stack that has no levels for them, and keeps those that are there", async () => {
    write("Dockerfile", api);
    mkdirSync(join(cwd, "policy"));
    const { stdout } = await run("--region eu-west-1 --stack dev");
    assert.match(stdout, /Wrote policy\/config\.dev\.json: every policy only advises/);
    const path = join(cwd, "policy", "config.dev.json");
    assert.deepEqual(JSON.parse(readFileSync(path, "utf8")), { all: "advisory" });
    write("policy/config.prod.json", "mine");
    await run("--region eu-west-1 --stack prod");
    assert.equal(readFileSync(join(cwd, "policy", "config.prod.json"), "utf8"), "mine");
    const { stdout: printed } = await run("--region eu-west-1 --stack shown --print");
    assert.doesNotMatch(printed, /Wrote/);
  });

  it("gives the reason of each choice beside it", async () => {
    write("api/Dockerfile", api);
    const { stdout } = await run("--region eu-west-1 --print");
    assert.match(stdout, /# The first EXPOSE of the Dockerfile\. Not served: 9090\/tcp\.\n +port/);
    assert.match(stdout, /# The path that the Dockerfile's HEALTHCHECK asks for\.\n +healthCheck/);
    assert.match(stdout, /# USER of the Dockerfile\.\n +user: node/);
    assert.match(stdout, /# No hosts to look after\..*\n +capacity/);
    assert.match(stdout, /# HTTP alone\..*\n +loadBalancer/);
    assert.throws(() => made());
  });

  it("routes several web apps by path, and takes what exposes no port for a worker", async () => {
    write("api/Dockerfile", api);
    write("frontend/Dockerfile", "FROM nginx\nEXPOSE 80\nHEALTHCHECK CMD test -e /up\n");
    write("mailer/Dockerfile", "FROM x\nHEALTHCHECK --interval=1s --retries=99 CMD /up\n");
    write("Dockerfile.dev", "FROM x\n");
    const { code, stdout } = await run("--region eu-west-1 --capacity ec2 --account 123456789012");
    assert.equal(code, 0, stdout);
    assert.match(
      stdout,
      /Dockerfile\.dev\n +→ Left out because its name says that it is for dev\./,
    );
    const config = made() as Record<string, Record<string, Record<string, unknown>>>;
    assert.deepEqual(config["aws:allowedAccountIds"], ["123456789012"]);
    const main = config["slipway:clusters"]?.["main"];
    assert.deepEqual(main?.["capacity"], {
      ...{ type: "ec2", instanceType: "t3.small", min: 1, max: 3 },
    });
    const size = { cpuUnits: 128, memoryMiB: 256 };
    assert.deepEqual(main["apps"], {
      api: {
        kind: "web",
        image: "api",
        port: 3000,
        route: { paths: ["/api", "/api/*"] },
        healthCheck: { path: "/healthz" },
        ...size,
        user: "node",
      },
      frontend: {
        kind: "web",
        image: "frontend",
        port: 80,
        healthCheck: { path: "/" },
        containerHealthCheck: { command: ["sh", "-c", "test -e /up"] },
        ...size,
      },
      mailer: {
        kind: "worker",
        image: "mailer",
        containerHealthCheck: { command: ["sh", "-c", "/up"], intervalSeconds: 5, retries: 10 },
        ...size,
      },
    });
  });

  it("builds from the folder in which what is copied lies", async () => {
    write("docker/api.Dockerfile", "FROM x\nCOPY package.json src/ ./\n");
    write("docker/Dockerfile.web", "FROM x\nCOPY nginx.conf ./\n");
    write("docker/nginx.conf", "");
    write("package.json", "{}");
    mkdirSync(join(cwd, "src"));
    await run("--region eu-west-1");
    assert.deepEqual((made() as Record<string, object>)["slipway:images"], {
      web: { context: "./docker", dockerfile: "Dockerfile.web" },
      api: { context: ".", dockerfile: "docker/api.Dockerfile" },
    });
  });

  it("names apps of folders that are called the same by those above them", async () => {
    write("shop/api/Dockerfile", "FROM x\n");
    write("blog/api/Dockerfile", "FROM x\n");
    write("blog/42/Dockerfile", "FROM x\n");
    await run("--region eu-west-1");
    const images = (made() as Record<string, object>)["slipway:images"] ?? {};
    assert.deepEqual(Object.keys(images).sort(), ["api", "blog-42", "shop-api"]);
  });

  it("sets ARM64 where every image is built for it, and says how to set build secrets", async () => {
    const arm = "FROM --platform=linux/arm64 x\nRUN --mount=type=secret,id=npm y\n";
    write("Dockerfile", arm);
    const { code, stdout } = await run("--region eu-west-1 --stack arm");
    assert.equal(code, 0, stdout);
    assert.match(stdout, /pulumi config set --stack arm --secret buildSecrets:npm\n/);
    const main = (made("arm") as Record<string, Record<string, object>>)["slipway:clusters"]?.[
      "main"
    ];
    assert.equal((main as Record<string, unknown>)["architecture"], "ARM64");
  });

  it("leaves the repository to the stack that makes it", async () => {
    write("Dockerfile", api);
    write("Pulumi.prod.yaml", "config:\n  slipway:deployment: { createRepository: true }\n");
    write("Pulumi.broken.yaml", "config: [");
    copyFileSync("Pulumi.staging.yaml", join(cwd, "Pulumi.example.yaml"));
    await run("--region eu-west-1");
    assert.deepEqual((made() as Record<string, object>)["slipway:deployment"], {
      createRepository: false,
    });
    assert.match(
      readFileSync(join(cwd, "Pulumi.staging.yaml"), "utf8"),
      /# Pulumi\.prod\.yaml makes the repository and comes up first\./,
    );
  });

  it("makes the repository beside the examples that the project ships", async () => {
    write("Dockerfile", api);
    copyFileSync("Pulumi.staging.yaml", join(cwd, "Pulumi.example.yaml"));
    await run("--region eu-west-1");
    assert.deepEqual((made() as Record<string, object>)["slipway:deployment"], {
      createRepository: true,
    });
  });

  describe("at a terminal", () => {
    it("asks for what no option gives, again where an answer is not legal", async () => {
      write("Dockerfile", api);
      const answers = ["dev", "", "eu-west-1", "hosts", "ec2", "www.shop.example.com"];
      const { code, stdout, stderr, questions } = await run("", answers);
      assert.equal(code, 0, stdout);
      assert.deepEqual(questions, [
        "Name of the stack [staging]: ",
        "AWS region: ",
        "AWS region: ",
        "Run tasks on fargate, or on ec2 hosts of the stack? [fargate]: ",
        "Run tasks on fargate, or on ec2 hosts of the stack? [fargate]: ",
        "Domain of the load balancer, in one of example.com, other.org, shop.example.com (empty: HTTP alone): ",
      ]);
      assert.match(stderr, /It must be a region such as eu-west-1\.\n/);
      assert.match(stderr, /It must be fargate or ec2\.\n/);
      const main = (made("dev") as Record<string, Record<string, object>>)["slipway:clusters"]?.[
        "main"
      ];
      assert.deepEqual((main as Record<string, unknown>)["loadBalancer"], {
        domain: "www.shop.example.com",
        zone: "shop.example.com",
      });
    });

    it("goes on with HTTP where the zones cannot be listed, and says why", async () => {
      write("Dockerfile", api);
      zones = new Error("Could not load credentials");
      const { code, stderr, questions } = await run("", ["dev", "eu-west-1", "fargate"]);
      assert.equal(code, 0);
      assert.equal(questions.length, 3);
      assert.match(stderr, /hosted zones are not known: Could not load credentials\n/);
    });

    it("writes nothing when the person wants to end", async () => {
      write("Dockerfile", api);
      const { code, stderr } = await run("", ["dev"]);
      assert.equal(code, 1);
      assert.match(stderr, /Nothing was written\./);
      assert.throws(() => made("dev"));
    });
  });

  /** What is typed in a folder with a Dockerfile, and the sentence that it ends with. */
  const wrong: readonly (readonly [string, RegExp])[] = [
    ["nowhere --region eu-west-1", /There is no folder nowhere\./],
    ["empty --region eu-west-1", /No Dockerfile in empty, nor 3 folders below it\./],
    ["", /The region of the stacks is not said\.[\s\S]*--region/],
    ["--region eu-west-1 --stack ../../up", /The name of a stack has .* got "\.\.\/\.\.\/up"\./],
    ["--region eu-west-1 --account 12", /--account must be the 12 digits of an account, got "12"/],
    ["--region eu-west-1 --capacity hosts", /--capacity must be fargate or ec2, got "hosts"/],
    ["--region eu-west-1 --architecture arm", /--architecture must be X86_64 or ARM64, got "arm"/],
    ["--region eu-west-1 --zone example.com", /--zone belongs to --domain\./],
    [
      "--region eu-west-1 --domain https://x.com",
      /--domain must be a name such as app\.example\.com/,
    ],
    [
      "--region eu-west-1 --domain app.example.net",
      /No public hosted zone of the account has "app\.example\.net": it has example\.com, other\.org/,
    ],
    ["--region eu-west-1 --stack taken", /Pulumi\.taken\.yaml exists already; nothing was written/],
    ["--region eu-west-1 --output nowhere", /There is no folder \S+nowhere\.\n {2}--output names/],
    ["--region eu-west-1 --output Dockerfile", /There is no folder \S+Dockerfile\./],
    [`${"x".repeat(5000)} --region eu-west-1`, /x: the name is too long\./],
    ["many --region eu-west-1", /51 Dockerfiles in many; at most 50 become one stack\./],
    ["Dockerfile --region eu-west-1", /There is no folder Dockerfile\./],
  ];
  for (const [line, sentence] of wrong) {
    it(`refuses "${line}" with one sentence and a next step`, async () => {
      write("Dockerfile", api);
      write("Pulumi.taken.yaml", "mine");
      write("empty/node_modules/x/Dockerfile", api);
      write("empty/none/Dockerfile", "# FROM x\n");
      write("empty/large/Dockerfile", `FROM x\n#${"x".repeat(70_000)}`);
      symlinkSync("..", join(cwd, "empty", "circle"));
      if (line.startsWith("many")) {
        Array.from({ length: 51 }, (_, index) => {
          write(`many/a${index}/Dockerfile`, "FROM x\n");
        });
      }
      const { code, stderr } = await run(line);
      assert.equal(code, 2, stderr);
      assert.match(stderr, sentence);
      assert.doesNotMatch(stderr, /\n {4}at /);
      assert.equal(readFileSync(join(cwd, "Pulumi.taken.yaml"), "utf8"), "mine");
      assert.throws(() => made());
    });
  }
});
