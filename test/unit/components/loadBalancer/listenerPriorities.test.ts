import fc from "fast-check";
import assert from "node:assert/strict";

import {
  listenerPriorities,
  type Route,
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
const route: fc.Arbitrary<Route> = fc.record({
  hosts: fc.array(host, { maxLength: 2 }),
  paths: fc.array(path, { minLength: 1, maxLength: 3 }),
});
const listener = fc.dictionary(key, route, { maxKeys: 100 });

function priorityOf(rule: Partial<Route>, name = "web"): number {
  const routes = { [name]: { hosts: [], paths: ["/*"], ...rule } };
  return listenerPriorities(routes).get(name) ?? Number.NaN;
}

describe("listenerPriorities", () => {
  it("gives each app of a listener its own legal priority", () => {
    fc.assert(
      fc.property(listener, (apps) => {
        const priorities = [...listenerPriorities(apps).values()];
        assert.equal(priorities.length, Object.keys(apps).length);
        assert.equal(new Set(priorities).size, priorities.length);
        for (const priority of priorities) {
          assert.ok(Number.isInteger(priority) && priority >= 1 && priority <= 50000);
        }
      }),
    );
  });

  it("does not depend on the order of the apps", () => {
    fc.assert(
      fc.property(listener, (apps) => {
        const reversed = Object.fromEntries(Object.entries(apps).reverse());
        assert.deepEqual(
          [...listenerPriorities(reversed)].sort(),
          [...listenerPriorities(apps)].sort(),
        );
      }),
    );
  });

  it("leaves every app where it was when an app is added that wants another number", () => {
    fc.assert(
      fc.property(listener, key, route, (apps, name, added) => {
        fc.pre(!Object.hasOwn(apps, name));
        const before = listenerPriorities(apps);
        const alone = listenerPriorities({ [name]: added }).get(name) ?? Number.NaN;
        fc.pre(![...before.values()].includes(alone));
        const after = listenerPriorities({ ...apps, [name]: added });
        for (const [one, priority] of before) {
          assert.equal(after.get(one), priority);
        }
      }),
    );
  });

  const order: [string, Partial<Route>, Partial<Route>][] = [
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
    const priorities = listenerPriorities({
      web: { hosts: [], paths: ["/*"] },
      fixed: { hosts: [], paths: ["/*"], priority: computed },
    });
    assert.equal(priorities.get("fixed"), computed);
    assert.equal(priorities.get("web"), computed + 1);
  });

  it("refuses a chosen priority that another app chose", () => {
    const chosen = { hosts: [], paths: ["/*"], priority: 10 };
    assert.throws(() => listenerPriorities({ web: chosen, api: chosen }), {
      message: 'Listener priority 10 is used by "web" and "api". Change one, or leave both out.',
    });
  });

  it("has room for as many equally specific apps as a load balancer takes", () => {
    const apps = (paths: string[], count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`app${index}`, { hosts: [], paths }] as const),
      );
    assert.equal(listenerPriorities(apps(["/api/*"], 100)).size, 100);
    assert.equal(listenerPriorities(apps(["/*"], 100)).size, 100);
    assert.throws(() => listenerPriorities(apps(["/api/*"], 101)), {
      message:
        'No listener priority is left for "app99": more than 100 apps have rules as specific as its own. Set route.priority.',
    });
  });
});
