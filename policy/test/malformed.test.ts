import { ecr, ecs, iam, s3 } from "@pulumi/aws";
import assert from "node:assert/strict";

import { rules } from "../pack";
import { type Node, messagesOf, node } from "./support";

const texts = ["{", "[]", "7", "null x", '{"Statement":[null]}', '{"Statement":[{"Effect":7}]}'];
const conditions = ['"x"', "[]", '{"StringEquals":7}'];
const policies = [
  ...texts,
  ...conditions.map(
    (condition) => `{"Statement":{"Effect":"Allow","Action":"*","Condition":${condition}}}`,
  ),
];
const holders = policies.flatMap((policy) => [
  node(iam.RolePolicy, "held", { policy }),
  node(iam.Role, "held", { assumeRolePolicy: policy }),
  node(s3.BucketPolicy, "held", { policy }),
  node(ecr.RepositoryPolicy, "held", { policy }),
]);
const others = [
  ...texts.map((policy) => node(ecr.LifecyclePolicy, "held", { policy })),
  ...["{", "{}", "7", "[null]", "[[]]", "null x"].map((containerDefinitions) =>
    node(ecs.TaskDefinition, "held", { containerDefinitions }),
  ),
];

/** What all rules say of a resource, as they would say it in a preview. */
const said = (one: Node) => rules.flatMap((rule) => messagesOf(rule, [one]));
const textOf = ({ props }: Node) =>
  String(props["policy"] ?? props["assumeRolePolicy"] ?? props["containerDefinitions"]);

describe("a document that AWS would refuse", () => {
  for (const one of [...holders, ...others]) {
    it(`is a violation of its ${one.type}: ${textOf(one)}`, () => {
      const messages = said(one).filter((message) => /policy|ontainer/.test(message));
      assert.ok(
        messages.some((message) =>
          /(no JSON|no document|no Effect|malformed|is null|no list)/.test(message),
        ),
      );
      assert.ok(messages.every((message) => message.includes('"held"')));
    });
  }
});
