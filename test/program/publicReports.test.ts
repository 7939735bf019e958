import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..", "..");
const tools = "test/unit/config/otherTools.test.ts";
const bad = "test/unit/config/badInput";
const vpc = "test/unit/components/existing/vpc.test.ts";

/**
 * What people reported in public who ship containers to ECS, and the test that shows what Slipway makes of it. What
 * AWS says of a task that does not start is in test/unit/cli/failure/realCases.ts, a row each.
 */
const reports: readonly (readonly [source: string, file: string, title: string])[] = [
  [
    "aws-actions/amazon-ecs-deploy-task-definition#860",
    "test/unit/delivery/deployment/judge.test.ts",
    "goes on with a later deployment of the same image",
  ],
  [
    "terraform-aws-modules/terraform-aws-rds#502",
    tools,
    "put an exclamation mark into their names",
  ],
  ["aws/amazon-ecs-agent#1166", `${bad}/containers.yaml`, "containers that look for each other"],
  ["aws/copilot-cli#2714", `${bad}/loadBalancers.yaml`, "certificate and record are not for"],
  ["aws/copilot-cli#6016", `${bad}/loadBalancers.yaml`, "certificate and record are not for"],
  ["azavea/django-ecsmanage#23", vpc, "an internet gateway is the only way out"],
  ["hashicorp/terraform#958", vpc, "does not have the subnets that are named"],
  ["cn-terraform/terraform-aws-ecs-fargate-task-definition#7", tools, "a key of another region"],
  ["stackoverflow.com/q/65779934", tools, "an image's name with capitals"],
  ["stackoverflow.com/q/66360856", tools, "a key of a secret without the colons behind it"],
  ["stackoverflow.com/q/52131040", tools, "images for another processor"],
  [
    "what docker push prints",
    "test/unit/cli/release/images.test.ts",
    "a digest without its repository",
  ],
  ["unexpanded variables of CI", tools, "a variable that nobody replaced"],
  ["pulumi/pulumi-docker#529", `${bad}/images.yaml`, "a Dockerfile outside of its context"],
  ["health checks of Copilot and compose", tools, "for a health check"],
  ["ecs-patterns of CDK", tools, "keys that belong one level deeper"],
  ["kayac/ecspresso#259", tools, "the words of ECS for shells in containers"],
  ["aws/aws-cdk#8695", tools, "roles and policies for the app's code"],
  ["aws/copilot-cli#4041", tools, "a container that takes the requests before the app's own"],
  ["aws/copilot-cli#2175", tools, "an order of containers, in the word of compose"],
  ["Puppeteer, nginx and Java", tools, "shared memory, a process 1 and limits"],
  ["stackoverflow.com/q/54920656", tools, "more disk on Fargate"],
  ["sessions and WebSockets", tools, "sessions that stay with a task"],
  ["aws/copilot-cli#6016, rules", `${bad}/routes.yaml`, "more conditions than a rule has"],
  [
    "environments of Rails, Laravel and .NET",
    "policy/test/fixtures/containers.ts",
    "plainCredentials",
  ],
  [
    "aws/containers-roadmap#1078",
    "test/unit/components/image/lifecyclePolicy.test.ts",
    "keeps what runs, however old it is",
  ],
];

describe("what people reported in public", () => {
  for (const [source, file, title] of reports) {
    it(`is shown by a test: ${source}`, () => {
      const text = readFileSync(join(root, file), "utf8");
      assert.ok(text.includes(title), `${file} has no test "${title}"`);
    });
  }

  it("is shown once each", () => {
    const sources = reports.map(([source]) => source);
    assert.deepEqual(
      sources.filter((source, index) => sources.indexOf(source) !== index),
      [],
    );
  });
});
