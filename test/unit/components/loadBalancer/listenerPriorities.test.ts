import fc from "fast-check";
import assert from "node:assert/strict";

import {
  listenerPriorities,
  type RoutedApp,
} from "../../../../components/loadBalancer/listenerPriorities";

const key = fc.stringMatching(/^[a-z][a-z0-9]{0,7}$/);
const path = fc.oneof(
  fc.constant("/*"),
  fc.stringMatching(/^\/[a-z]{1,20}(?:\/[a-z]{1,10}){0,3}(?:\/\*)?$/),
);
const host = fc.oneof(
  fc.stringMatching(/^[a-z]{1,6}\.example\.com$/),
  fc.constantFrom("*.example.com", "*.a.example.com", "*.a.b.example.com"),
);
const app: fc.Arbitrary<RoutedApp> = fc.record({
  cluster: key,
  app: key,
  hosts: fc.array(host, { maxLength: 2 }),
  paths: fc.array(path, { minLength: 1, maxLength: 3 }),
});
const stack = fc.uniqueArray(app, {
  maxLength: 100,
  selector: ({ cluster, app: name }) => `${cluster}/${name}`,
});

function priorityOf(rule: Partial<RoutedApp>, name = "web"): number {
  const routed = { cluster: "main", app: name, hosts: [], paths: ["/*"], ...rule };
  return listenerPriorities([routed]).get(`main/${name}`) ?? Number.NaN;
}

describe("listenerPriorities", () => {
  it("gives each app of a stack its own legal priority", () => {
    fc.assert(
      fc.property(stack, (apps) => {
        const priorities = [...listenerPriorities(apps).values()];
        assert.equal(priorities.length, apps.length);
        assert.equal(new Set(priorities).size, priorities.length);
        for (const priority of priorities) {
          assert.ok(Number.isInteger(priority) && priority >= 1 && priority <= 50000);
        }
      }),
    );
  });

  it("does not depend on the order of the apps", () => {
    fc.assert(
      fc.property(stack, (apps) => {
        assert.deepEqual(
          [...listenerPriorities([...apps].reverse())].sort(),
          [...listenerPriorities(apps)].sort(),
        );
      }),
    );
  });

  it("leaves every app where it was when an app is added that wants another number", () => {
    fc.assert(
      fc.property(stack, app, (apps, added) => {
        const name = `${added.cluster}/${added.app}`;
        fc.pre(apps.every((one) => `${one.cluster}/${one.app}` !== name));
        const before = listenerPriorities(apps);
        const alone = listenerPriorities([added]).get(name) ?? Number.NaN;
        fc.pre(![...before.values()].includes(alone));
        const after = listenerPriorities([...apps, added]);
        for (const [one, priority] of before) {
          assert.equal(after.get(one), priority);
        }
      }),
    );
  });

  const order: [string, Partial<RoutedApp>, Partial<RoutedApp>][] = [
    ["a path before every path", { paths: ["/api/*"] }, { paths: ["/*"] }],
    ["a longer path before a shorter one", { paths: ["/api/v2/*"] }, { paths: ["/api/*"] }],
    ["a path below a folder before the bare prefix", { paths: ["/api/*"] }, { paths: ["/api*"] }],
    ["an exact path before a wildcard, however long", { paths: ["/a"] }, { paths: ["/a/b/c/d/*"] }],
    ["one character before any", { paths: ["/a?"] }, { paths: ["/a*"] }],
    [
      "a path of the greatest length before the next",
      { paths: [`/${"a".repeat(126)}*`] },
      { paths: [`/${"a".repeat(125)}*`] },
    ],
    ["an exact host before a wildcard", { hosts: ["a.example.com"] }, { hosts: ["*.example.com"] }],
    [
      "an exact host before every host with a path",
      { hosts: ["a.example.com"] },
      { paths: ["/a"] },
    ],
    [
      "a deeper wildcard host before a shallower one",
      { hosts: ["*.a.example.com"] },
      { hosts: ["*.example.com"] },
    ],
    ["a wildcard host before every host", { hosts: ["*.example.com"] }, { paths: ["/a"] }],
    [
      "host and path before the host alone",
      { hosts: ["*.example.com"], paths: ["/api/*"] },
      { hosts: ["*.example.com"] },
    ],
    [
      "the app whose widest path is narrower",
      { paths: ["/a/*", "/b/*"] },
      { paths: ["/a/b/*", "/*"] },
    ],
  ];
  for (const [title, narrow, wide] of order) {
    it(`puts ${title}, whatever the apps are called`, () => {
      fc.assert(
        fc.property(key, key, (first, second) => {
          assert.ok(priorityOf(narrow, first) < priorityOf(wide, second));
        }),
      );
    });
  }

  it("takes a priority that is chosen, and keeps computed ones off it", () => {
    const computed = priorityOf({}, "web");
    const priorities = listenerPriorities([
      { cluster: "main", app: "web", hosts: [], paths: ["/*"] },
      { cluster: "main", app: "fixed", hosts: [], paths: ["/*"], priority: computed },
    ]);
    assert.equal(priorities.get("main/fixed"), computed);
    assert.equal(priorities.get("main/web"), computed + 1);
  });

  it("allows the same chosen priority on two balancers, and refuses it on one", () => {
    const rule = { hosts: [], paths: ["/*"], priority: 10 };
    const web = { cluster: "main", app: "web", ...rule };
    assert.deepEqual(
      [...listenerPriorities([web, { cluster: "other", app: "web", ...rule }]).values()],
      [10, 10],
    );
    assert.throws(() => listenerPriorities([web, { cluster: "main", app: "api", ...rule }]), {
      message:
        'Listener priority 10 is used by "main/web" and "main/api". Change one, or leave both out.',
    });
  });

  it("says so when more apps are equally specific than there are numbers", () => {
    const apps = Array.from({ length: 101 }, (_, index) => ({
      cluster: "main",
      app: `app${index}`,
      hosts: [],
      paths: ["/api/*"],
    }));
    assert.equal(listenerPriorities(apps.slice(0, 100)).size, 100);
    assert.throws(() => listenerPriorities(apps), {
      message:
        'No listener priority is left for "main/app99": more than 100 apps have rules as specific as its own. Set route.priority.',
    });
  });

  it("serves a thousand apps on every path", () => {
    const apps = Array.from({ length: 1000 }, (_, index) => ({
      cluster: "main",
      app: `app${index}`,
      hosts: [`app${index}.example.com`],
      paths: ["/*"],
    }));
    assert.equal(new Set(listenerPriorities(apps).values()).size, 1000);
  });
});
