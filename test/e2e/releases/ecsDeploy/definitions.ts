import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { arnPrefix, imagesOf, type Bench } from "../../support/ecsDeploy";
import { inputWithEveryField } from "../../support/everyField";

type Fields = Readonly<Record<string, unknown>>;

const repo = "121212345678.dkr.ecr.us-east-1.amazonaws.com/acct/repo";
const container = (image: string, more: Fields = {}) => ({
  name: image.replace(/\W/g, ""),
  image,
  environment: [{ name: "CRON", value: "* * 1 * *  x" }],
  ...more,
});
const web = container(`${repo}:1487623908`);
/** What ECS answers beside what was registered. */
const readOnly = {
  revision: 1,
  status: "ACTIVE",
  requiresAttributes: [{ name: "com.amazonaws.ecs.capability.ecr-auth" }],
  compatibilities: ["EC2"],
  registeredAt: 1487623908,
  registeredBy: "arn:aws:iam::000000000000:user/ci",
};

/** The shell tool's own table of definitions: what is there, the flags, which images come of it. */
const rows: readonly {
  readonly title: string;
  readonly described: Fields & { readonly containerDefinitions: readonly { image: string }[] };
  readonly flags: string;
  readonly images: readonly string[];
}[] = [
  {
    title: "one container, with blanks and stars in a variable",
    described: { networkMode: "bridge", volumes: [], containerDefinitions: [web] },
    flags: `-i ${repo}:1111111111`,
    images: [`${repo}:1111111111`],
  },
  {
    title: "a definition for Fargate",
    described: {
      networkMode: "awsvpc",
      executionRoleArn: "arn:aws:iam::000000000000:role/execution",
      requiresCompatibilities: ["FARGATE"],
      cpu: "256",
      memory: "512",
      containerDefinitions: [web],
    },
    flags: `-i ${repo}:1111111111`,
    images: [`${repo}:1111111111`],
  },
  {
    title: "a container whose repository only begins like it",
    described: { containerDefinitions: [web, container(`${repo}-two:1487623908`)] },
    flags: `-i ${repo}:1111111111`,
    images: [`${repo}:1111111111`, `${repo}-two:1487623908`],
  },
  {
    title: "a container that moves to another registry",
    described: { containerDefinitions: [{ ...web, name: "web" }] },
    flags: "--container web=210987654321.dkr.ecr.eu-west-1.amazonaws.com/acct/repo:1",
    images: ["210987654321.dkr.ecr.eu-west-1.amazonaws.com/acct/repo:1"],
  },
  {
    title: "a container beside it that keeps its image",
    described: { containerDefinitions: [web, container("redis:latest")] },
    flags: `-i ${repo}:1111111111`,
    images: [`${repo}:1111111111`, "redis:latest"],
  },
  {
    title: "all containers for a tag",
    described: { containerDefinitions: [web, container("redis:latest")] },
    flags: "-to newtag -i ignore",
    images: [`${repo}:newtag`, "redis:newtag"],
  },
  {
    title: "a proxy",
    described: {
      proxyConfiguration: { containerName: "envoy", type: "APPMESH" },
      containerDefinitions: [web],
    },
    flags: `-i ${repo}:1111111111`,
    images: [`${repo}:1111111111`],
  },
];

export function definitions(bench: () => Bench): void {
  /** What is registered where ECS describes this. */
  const registered = async (described: Fields, tags: unknown, words: readonly string[]) => {
    const arn = `${arnPrefix}:task-definition/made`;
    bench().proxy.answers = {
      DescribeTaskDefinition: {
        taskDefinition: {
          family: "made",
          ...described,
          ...readOnly,
          taskDefinitionArn: `${arn}:1`,
        },
        tags,
      },
      RegisterTaskDefinition: { taskDefinition: { taskDefinitionArn: `${arn}:2` } },
    };
    try {
      bench().proxy.taken();
      const { status, output } = await bench().run(["-d", "made", ...words]);
      assert.equal(status, 0, output);
      return bench()
        .proxy.taken()
        .find(({ action }) => action === "RegisterTaskDefinition")?.input;
    } finally {
      bench().proxy.answers = {};
    }
  };

  for (const { title, described, flags, images } of rows) {
    it(`changes the images of ${title}, and nothing else`, async () => {
      const containerDefinitions = described.containerDefinitions.map((one, at) => ({
        ...one,
        image: images[at],
      }));
      assert.deepEqual(await registered(described, [], flags.split(" ")), {
        family: "made",
        ...described,
        containerDefinitions,
      });
    });
  }

  it("keeps every field that a definition may have, and changes the image alone", async () => {
    const { tags, ...every } = inputWithEveryField("RegisterTaskDefinition");
    const containers = every["containerDefinitions"] as Fields[];
    const name = String(containers[0]?.["name"]);
    const flags = ["--container", `${name}=new/app:2`, "--copy-task-definition-tags"];
    const changed = containers.map((one) =>
      one["name"] === name ? { ...one, image: "new/app:2" } : one,
    );
    assert.deepEqual(await registered(every, tags, flags), {
      ...every,
      tags,
      containerDefinitions: changed,
    });
  });

  it("begins with a file, wrapped or not", async () => {
    const body = {
      family: "svc",
      containerDefinitions: [{ name: "c0", image: "app:1", memory: 32 }],
    };
    const files = { "plain.json": body, "wrapped.json": { taskDefinition: body } };
    for (const [file, content] of Object.entries(files)) {
      writeFileSync(join(bench().folder, file), JSON.stringify(content));
      const line = `-d svc -i app:19 --task-definition-file ${file}`;
      const { status, output } = await bench().run(line);
      assert.equal(status, 0, output);
      assert.deepEqual(await imagesOf(bench(), "svc"), ["app:19"]);
    }
  });

  it("changes nothing in a dry run, and says what it would change without the values of variables", async () => {
    const line = "-c cl -n idle --container c0=new:1 --env c0:TOKEN=geheim --diff --dry-run --json";
    const { status, stdout, output } = await bench().run(line);
    assert.equal(status, 0, output);
    assert.match(output, / {2}c0\.image: \S+ -> new:1\n {2}c0\.environment\.TOKEN is set/);
    assert.ok(!output.includes("geheim"));
    assert.equal((JSON.parse(stdout) as { exitCode: number }).exitCode, 0);
    const none = await bench().run("-c cl -n idle -i app:2 --no-diff --dry-run");
    assert.doesNotMatch(none.output, /->/);
  });
}
