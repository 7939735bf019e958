import assert from "node:assert/strict";

import { describeStack, fitsParameter } from "../../../../components/delivery/stackDescription";
import {
  formatStackParameter,
  imageOrigins,
  parseStackParameter,
} from "../../../../delivery/stackParameter";

const keys = Array.from({ length: 500 }, (_, index) => `service-${index}`);
const registry = "111122223333.dkr.ecr.eu-west-1.amazonaws.com";

function described(repositoryOf: (app: string) => string, count: number) {
  const apps = keys.slice(0, count).map((app, index) => ({
    cluster: `c${index % 5}`,
    app,
    kind: "web",
    repositories: { [app]: repositoryOf(app) },
  }));
  const clusters = ["c0", "c1", "c2", "c3", "c4"];
  const deployment = { repository: "deployment", branch: "prod" };
  const stack = { project: "slipway", stack: "prod", region: "eu-west-1" };
  return describeStack({ ...stack, deployment, clusters, apps });
}

describe("the description of a stack", () => {
  const repositories: Readonly<Record<string, (app: string) => string>> = {
    "an image each": (app) => `/${app}`,
    "an image each in the registry of another account": (app) => `${registry}/team/${app}`,
    "one image": () => "/hello",
  };
  for (const [title, repositoryOf] of Object.entries(repositories)) {
    it(`has room for 500 apps with ${title}, and says where each comes from`, () => {
      const stack = described(repositoryOf, 500);
      assert.equal(fitsParameter(stack, []), true);
      const topicArn = "arn:aws:sns:eu-west-1:000000000000:slipway";
      const read = parseStackParameter("p", formatStackParameter({ ...stack, topicArn }));
      for (const [index, app] of keys.entries()) {
        const origins = imageOrigins(read, { cluster: `c${index % 5}`, app });
        const repository = repositoryOf(app);
        const whole = repository.startsWith("/")
          ? `000000000000.dkr.ecr.eu-west-1.amazonaws.com/slipway-prod${repository}`
          : repository;
        assert.deepEqual([...origins.repositories], [[app, whole]]);
      }
    });
  }

  it("does not take a name that only ends like the app's for its own", () => {
    const app = "service-0";
    const stack = described(() => "/my-service-0", 1);
    const topicArn = "arn:aws:sns:eu-west-1:000000000000:slipway";
    const read = parseStackParameter("p", formatStackParameter({ ...stack, topicArn }));
    assert.match(JSON.stringify(read.clusters), /"\/my-service-0"/);
    assert.equal(
      imageOrigins(read, { cluster: "c0", app }).repositories.get(app),
      "000000000000.dkr.ecr.eu-west-1.amazonaws.com/slipway-prod/my-service-0",
    );
  });
});
