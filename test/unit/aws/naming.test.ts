import fc from "fast-check";
import assert from "node:assert/strict";

import {
  clusterName,
  failedStartsName,
  imageRepositoryName,
  imageRepositoryPrefix,
  logGroupName,
  type NameStyle,
  physicalName,
  pipelineName,
  pipelinePrefix,
  serviceName,
  appRoleName,
  typeToken,
} from "../../../aws/naming";

const parts = fc.array(fc.string({ minLength: 1, maxLength: 80, unit: "grapheme" }), {
  minLength: 1,
  maxLength: 4,
});
const rules = fc.record({
  max: fc.integer({ min: 16, max: 255 }),
  style: fc.constantFrom<NameStyle[]>("mixed", "lower"),
});
const key = fc.stringMatching(/^[a-z][a-z0-9-]{0,200}$/);

/** As the service model of ECR has it. */
const ecrName = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/;

describe("physical names", () => {
  it("join their parts with hyphens and leave a legal name as it is", () => {
    assert.equal(physicalName(["staging", "main"], { max: 32 }), "staging-main");
    assert.equal(physicalName(["Prod_1", "main"], { max: 32 }), "Prod_1-main");
  });

  it("end with a hash of the whole name when they are too long", () => {
    const name = physicalName(["a".repeat(40)], { max: 32 });
    assert.match(name, /^a{23}-[0-9a-f]{8}$/);
    assert.equal(name.length, 32);
  });

  it("do not end their head with a separator before the hash", () => {
    assert.match(
      physicalName(["a".repeat(22), "b".repeat(22)], { max: 32 }),
      /^a{22}-[0-9a-f]{8}$/,
    );
  });

  it("keep two names apart that are equal as far as they fit", () => {
    const [one, two] = ["1", "2"].map((end) => physicalName(["a".repeat(40), end], { max: 32 }));
    assert.notEqual(one, two);
  });

  it("keep two names apart that differ only in characters AWS refuses", () => {
    const names = ["a.b", "a b", "a-b"].map((name) => physicalName([name], { max: 32 }));
    assert.equal(new Set(names).size, 3);
    assert.deepEqual(names[2], "a-b");
  });

  it("keep an upper-case name apart from its lower-case twin", () => {
    const lower = { max: 32, style: "lower" } as const;
    assert.equal(physicalName(["prod"], lower), "prod");
    assert.match(physicalName(["Prod"], lower), /^prod-[0-9a-f]{8}$/);
  });

  it("are a hash alone when no character is legal", () => {
    assert.match(physicalName(["…"], { max: 16, style: "lower" }), /^[0-9a-f]{8}$/);
  });

  it("never pass their limit and never have a character out of their style", () => {
    fc.assert(
      fc.property(parts, rules, (words, rule) => {
        const name = physicalName(words, rule);
        assert.ok(name.length >= 1 && name.length <= rule.max, name);
        assert.match(name, rule.style === "lower" ? ecrName : /^[A-Za-z0-9_-]+$/);
      }),
    );
  });

  it("are the same every time", () => {
    fc.assert(
      fc.property(parts, rules, (words, rule) => {
        assert.equal(physicalName(words, rule), physicalName([...words], { ...rule }));
      }),
    );
  });

  it("are different for different joined parts", () => {
    fc.assert(
      fc.property(parts, parts, rules, (one, two, rule) => {
        fc.pre(one.join("-") !== two.join("-"));
        assert.notEqual(physicalName(one, rule), physicalName(two, rule));
      }),
    );
  });

  it("refuse parts that would leave a hole, and limits without room for a hash", () => {
    assert.throws(() => physicalName([], { max: 32 }), {
      name: "RangeError",
      message: "A name needs parts that are not empty, got [].",
    });
    assert.throws(() => physicalName(["a", ""], { max: 32 }), {
      message: 'A name needs parts that are not empty, got ["a",""].',
    });
    assert.throws(() => physicalName(["a"], { max: 15 }), {
      message: "A name needs room for 16 characters or more, got 15.",
    });
  });
});

describe("names that others must know in advance", () => {
  it("carry the stack, so that two stacks share an account", () => {
    assert.equal(clusterName("staging", "main"), "staging-main");
    assert.equal(serviceName("staging", "main", "webapp1"), "staging-main-webapp1");
    assert.equal(imageRepositoryName("slipway", "staging", "hello"), "slipway-staging/hello");
    assert.equal(logGroupName("staging", "main", "webapp1"), "/slipway/staging/main/webapp1");
    assert.equal(
      appRoleName(["staging", "main", "webapp1"], "eu-west-1", "execution"),
      "staging-main-webapp1-eu-west-1-execution",
    );
  });

  it("stay within the limits of AWS for keys of any length", () => {
    fc.assert(
      fc.property(key, key, key, (stack, cluster, app) => {
        assert.ok(clusterName(stack, cluster).length <= 255);
        assert.ok(serviceName(stack, cluster, app).length <= 255);
        assert.ok(failedStartsName(stack, cluster, app).length <= 80);
        assert.ok(logGroupName(stack, cluster, app).length <= 512);
        assert.ok(appRoleName([stack, cluster, app], "eu-west-1", "task").length <= 64);
        const repository = imageRepositoryName(stack, cluster, app);
        assert.ok(repository.length <= 256);
        assert.match(repository, ecrName);
      }),
    );
  });

  it("give a stack with a dot or capitals legal names", () => {
    assert.match(clusterName("v1.2", "main"), /^v1_2_[0-9a-f]{8}-main$/);
    assert.match(
      imageRepositoryName("Slipway", "QA", "hello"),
      /^slipway_[0-9a-f]{8}-qa-[0-9a-f]{8}\/hello$/,
    );
    assert.match(logGroupName("v 1", "main", "app"), /^\/slipway\/v-1-[0-9a-f]{8}\/main\/app$/);
  });
});

describe("type tokens", () => {
  it("have the project, the folder and the class", () => {
    assert.equal(typeToken("network", "Network"), "slipway:network:Network");
  });
});

describe("the names of pipelines", () => {
  it("say repository, branch, cluster and app", () => {
    assert.equal(pipelineName("deployment", "prod", "main", "web"), "deployment-prod-main-web");
    assert.equal(pipelinePrefix("deployment", "prod"), "deployment-prod-");
  });

  it("are legal and begin with the prefix of their branch, whatever it is called", () => {
    const repository = fc.stringMatching(/^[\w.-]{1,100}$/);
    const branch = fc.stringMatching(/^[\w./-]{1,256}$/);
    const app = fc.stringMatching(/^[a-z][a-z0-9]{0,20}(-[a-z0-9]{1,20}){0,2}$/);
    fc.assert(
      fc.property(repository, branch, app, app, (...names) => {
        const name = pipelineName(...names);
        assert.match(name, /^[A-Za-z0-9.@\-_]{1,100}$/);
        assert.ok(name.startsWith(pipelinePrefix(names[0], names[1])), name);
      }),
    );
  });
});

describe("the names of two stacks of one account", () => {
  // Few words, so that names of different parts often look alike.
  const words = fc
    .array(fc.constantFrom("a", "b", "prod", "eu"), { minLength: 1, maxLength: 3 })
    .map((some) => some.join("-"));
  const long = fc.constantFrom("x", "y").map((end) => `${"long-".repeat(30)}${end}`);
  const owner = fc.oneof(
    { weight: 8, arbitrary: words },
    { weight: 1, arbitrary: long },
    { weight: 1, arbitrary: fc.constantFrom("a_b", "a.b", "A-b", "a/b", "a__b", "prod_eu") },
  );
  const key = fc.oneof({ weight: 8, arbitrary: words }, { weight: 1, arbitrary: long });
  const pairs = fc.tuple(owner, owner, key, key, key, key).filter(([one, other]) => one !== other);
  const kinds: Readonly<Record<string, (stack: string, cluster: string, app: string) => string>> = {
    cluster: (stack, cluster) => clusterName(stack, cluster),
    queue: (stack, cluster, app) => failedStartsName(stack, cluster, app),
    service: serviceName,
    role: (stack, cluster, app) => appRoleName([stack, cluster, app], "eu-west-1", "task"),
    // Roles differ by case nowhere.
    "role in small letters": (stack, cluster, app) =>
      appRoleName([stack, cluster, app], "eu-west-1", "task").toLowerCase(),
    "log group": logGroupName,
    "pipeline of a branch": (branch, cluster, app) =>
      pipelineName("deployment", branch, cluster, app),
    "pipeline of a repository": (repository, cluster, app) =>
      pipelineName(repository, "prod", cluster, app),
    repository: (stack, image) => imageRepositoryName("slipway", stack, image),
    "repository of a project": (project, image) => imageRepositoryName(project, "prod", image),
  };
  for (const [kind, nameOf] of Object.entries(kinds)) {
    it(`never meet: ${kind}`, () => {
      fc.assert(
        fc.property(pairs, ([one, other, c1, c2, a1, a2]) => {
          assert.notEqual(nameOf(one, c1, a1), nameOf(other, c2, a2));
        }),
        { numRuns: 2000 },
      );
    });
  }

  it("never begin with what the other's functions may touch", () => {
    fc.assert(
      fc.property(pairs, owner, ([one, other, cluster, , app], repository) => {
        const foreign = pipelineName(repository, other, cluster, app);
        assert.ok(!foreign.startsWith(pipelinePrefix(repository, one)), foreign);
        const image = imageRepositoryName(repository, other, app);
        assert.ok(!image.startsWith(imageRepositoryPrefix(repository, one)), image);
      }),
      { numRuns: 2000 },
    );
  });

  it("are told apart by the first hyphen, which no owner has", () => {
    assert.equal(clusterName("prod", "eu-main"), "prod-eu-main");
    assert.equal(clusterName("prod-eu", "main"), "prod_eu-main");
  });
});

describe("the prefix of a stack's image repositories", () => {
  it("begins the names of all of them, and of no other stack's", () => {
    assert.equal(imageRepositoryPrefix("shop", "prod"), "shop-prod/");
    assert.ok(imageRepositoryName("shop", "prod", "web").startsWith("shop-prod/"));
    assert.ok(!imageRepositoryName("shop", "prod-eu", "web").startsWith("shop-prod/"));
  });
});
