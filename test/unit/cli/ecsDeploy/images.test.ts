import { type ContainerDefinition, type TaskDefinition } from "@aws-sdk/client-ecs";
import assert from "node:assert/strict";

import { changed, definitionFrom } from "../../../../cli/ecsDeploy/definition";
import { differences, diffText } from "../../../../cli/ecsDeploy/diff";
import { wantedImage } from "../../../../cli/ecsDeploy/image";
import { run } from "../../../../cli/ecsDeploy/run";
import { type Wanted } from "../../../../cli/ecsDeploy/settings";
import { registrationOf } from "../../../../delivery/registration";
import { MemoryIo } from "../../../support/cli";
import { imageRows } from "../../../support/ecsDeployImages";

const digest = `sha256:${"0123abcd".repeat(8)}`;
const nothingOfAws = () => Promise.reject(new Error("nothing is asked of AWS"));
const nothing: Wanted = { image: undefined, tag: undefined, containers: [], environment: [] };

describe("the image that ecs-deploy is given", () => {
  for (const { typed, variable = {}, image } of imageRows) {
    const [name] = Object.keys(variable);
    const title = `${JSON.stringify(typed)}${name === undefined ? "" : ` with ${name}`}`;
    it(`${title} is ${image ?? "refused with code 13"}`, async () => {
      if (image !== undefined) {
        assert.equal(wantedImage(typed, name, variable), image);
        return;
      }
      const io = new MemoryIo(variable);
      const words = ["-c", "cl", "-n", "svc", "-i", typed, ...(name ? ["-e", name] : [])];
      assert.equal(await run(words, io, nothingOfAws), 13);
      assert.match(io.out, /is not an image\.|is no tag\./);
    });
  }
});

function definition(...images: readonly string[]): {
  readonly containerDefinitions: ContainerDefinition[];
} {
  return { containerDefinitions: images.map((image, index) => ({ name: `c${index}`, image })) };
}

function imagesOf({ containerDefinitions = [] }: Pick<TaskDefinition, "containerDefinitions">) {
  return containerDefinitions.map(({ image }: ContainerDefinition) => image);
}

describe("the containers that ecs-deploy changes", () => {
  const repo = "121212345678.dkr.ecr.us-east-1.amazonaws.com/acct/repo";
  const rows: readonly {
    readonly title: string;
    readonly from: readonly string[];
    readonly wanted: Partial<Wanted>;
    readonly to: readonly string[];
  }[] = [
    {
      title: "those of the repository, and no other whose name begins or ends like it",
      from: [`${repo}:148`, `${repo}-two:148`, `x${repo}:1`, "redis:latest", "other/app:1"],
      wanted: { image: `${repo}:1111111111` },
      to: [`${repo}:1111111111`, `${repo}-two:148`, `x${repo}:1`, "redis:latest", "other/app:1"],
    },
    {
      title: "one whose present image has no tag, a digest, or both",
      from: ["app", `app@${digest}`, `app:1@${digest}`, "org/app:1"],
      wanted: { image: "app:2" },
      to: ["app:2", "app:2", "app:2", "org/app:1"],
    },
    {
      title: "one of Docker Hub under its full name",
      from: ["docker.io/library/nginx:1", "nginx:1"],
      wanted: { image: "nginx:2" },
      to: ["nginx:2", "nginx:2"],
    },
    {
      title: "all of them for a tag alone, whatever the form of their images",
      from: [repo, "redis:latest", "h:5000/r/app", `r/app@${digest}`],
      wanted: { tag: "newtag" },
      to: [`${repo}:newtag`, "redis:newtag", "h:5000/r/app:newtag", "r/app:newtag"],
    },
    {
      title: "one by its name, whatever it runs",
      from: ["nginx:1", "redis:1"],
      wanted: { containers: [{ name: "c1", image: "mine/app:2" }] },
      to: ["nginx:1", "mine/app:2"],
    },
  ];
  for (const { title, from, wanted, to } of rows) {
    it(`are ${title}`, () => {
      assert.deepEqual(
        imagesOf(changed(definition(...from), { ...nothing, ...wanted }, "web:1")),
        to,
      );
    });
  }

  it("must be there: nothing is deployed when none matches", () => {
    assert.throws(() => changed(definition("nginx:1"), { ...nothing, image: "app:2" }, "web:12"), {
      exitCode: 1,
      message: 'No container of web:12 runs an image of the repository of "app:2".',
      hint: "It has c0 (nginx:1). --container NAME=app:2 gives it to one by its name.",
    });
    const containers = [{ name: "web", image: "app:2" }];
    assert.throws(() => changed(definition("nginx:1"), { ...nothing, containers }, "web:12"), {
      message: 'web:12 has no container "web".',
    });
  });

  it("get, change and lose variables", () => {
    const before = {
      containerDefinitions: [
        {
          name: "web",
          image: "app:1",
          environment: [
            { name: "A", value: "1 * 2" },
            { name: "B", value: "2" },
          ],
        },
      ],
    };
    const environment = [
      { container: "web", name: "B", value: undefined },
      { container: "web", name: "C", value: "secret" },
    ];
    const after = changed(before, { ...nothing, environment }, "web:1");
    assert.deepEqual(after.containerDefinitions[0]?.environment, [
      { name: "A", value: "1 * 2" },
      { name: "C", value: "secret" },
    ]);
    assert.equal(
      diffText(differences(before, after)),
      "  web.environment.B is removed\n  web.environment.C is set\n",
    );
  });
});

describe("a definition that is registered again", () => {
  it("keeps all but what ECS adds, and has nothing that is absent", () => {
    const described: TaskDefinition = {
      taskDefinitionArn: "arn:aws:ecs:eu-west-1:1:task-definition/web:1",
      revision: 1,
      status: "ACTIVE",
      requiresAttributes: [],
      compatibilities: ["EXTERNAL", "EC2"],
      registeredAt: new Date(0),
      registeredBy: "arn",
      family: "web",
      containerDefinitions: [{ name: "web", image: "app:1" }],
      requiresCompatibilities: ["EC2"],
      pidMode: "task",
      ipcMode: "none",
      enableFaultInjection: true,
      placementConstraints: [],
      executionRoleArn: undefined,
    };
    assert.deepEqual(
      registrationOf(described, [
        { key: "team", value: "a" },
        { key: "aws:cloudformation:stack-name", value: "b" },
      ]),
      {
        family: "web",
        containerDefinitions: [{ name: "web", image: "app:1" }],
        requiresCompatibilities: ["EC2"],
        pidMode: "task",
        ipcMode: "none",
        enableFaultInjection: true,
        placementConstraints: [],
        tags: [{ key: "team", value: "a" }],
      },
    );
  });

  it("may come from a file, wrapped or not", () => {
    const bare = { family: "web", containerDefinitions: [] };
    assert.deepEqual(definitionFrom(JSON.stringify(bare), "td.json"), bare);
    assert.deepEqual(definitionFrom(JSON.stringify({ taskDefinition: bare }), "td.json"), bare);
    assert.throws(() => definitionFrom("{", "td.json"), /"td.json" is no JSON/);
    assert.throws(() => definitionFrom("{}", "td.json"), /holds no task definition/);
    assert.deepEqual(definitionFrom(`\uFEFF${JSON.stringify(bare)}`, "td.json"), bare);
    assert.throws(() => definitionFrom("not json hunter2", "td.json"), {
      message: '--task-definition-file "td.json" is no JSON: line 1, column 1 breaks it.',
    });
    for (const [container, key] of [
      [null, "name"],
      [5, "name"],
      [{ name: "web", image: 5 }, "image"],
      [{ image: "app:1" }, "name"],
    ] as const) {
      const text = JSON.stringify({ containerDefinitions: [{ name: "a", image: "b" }, container] });
      assert.throws(() => definitionFrom(text, "td.json"), {
        message: `--task-definition-file "td.json": containerDefinitions[1].${key} must be a text.`,
      });
    }
  });
});
