import assert from "node:assert/strict";

import { appNamed } from "../../../../cli/apps";
import { releaseImage } from "../../../../cli/release/release";
import { rollBack } from "../../../../cli/release/rollback";
import { type TaskDefinition } from "../../../../delivery/aws/ecs";
import { parseRevision } from "../../../../delivery/format";
import { revisionReleasing, revisionRestoring } from "../../../../delivery/revisionChanges";
import { image as imageOfApp } from "../../../support/cliFixtures";
import { FakeCloud } from "./fakeCloud";
import { image, plainly, run, shop } from "./shop";

const { origins } = appNamed(shop, "main/web");
const owning = (repositories: Readonly<Record<string, string>>) => ({
  containerName: "web",
  origins: { ...origins, repositories: new Map(Object.entries(repositories)) },
});
const repository = (name: string) =>
  `111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop-staging/${name}`;
const place = owning({
  web: repository("web"),
  queue: repository("web"),
  proxy: repository("proxy"),
});
const proxy = imageOfApp("proxy", "1");
const agent = `public.ecr.aws/xray/agent@sha256:${"9".repeat(64)}`;

describe("the entries of a revision", () => {
  const live = { web: image("a"), queue: image("a"), proxy, agent };

  it("are the containers of the live definition that the stack builds, and no other", () => {
    assert.deepEqual(revisionReleasing(image("b"), live, place), [
      { name: "proxy", imageUri: proxy },
      { name: "queue", imageUri: image("b") },
      { name: "web", imageUri: image("b") },
    ]);
  });

  it("are the app's own, wherever its image comes from", () => {
    const own = { web: agent, agent };
    const foreign = owning({ web: "public.ecr.aws/xray/agent" });
    assert.deepEqual(revisionReleasing(image("b"), own, foreign), [
      { name: "web", imageUri: image("b") },
    ]);
  });

  it("of a rollback leave out containers that are gone, and take along those of the app's own image", () => {
    const earlier = { web: image("0"), gone: image("0") };
    assert.deepEqual(revisionRestoring(earlier, live, place), [
      { name: "proxy", imageUri: proxy },
      { name: "queue", imageUri: image("0") },
      { name: "web", imageUri: image("0") },
    ]);
  });
});

describe("an app with a sidecar that the stack builds", () => {
  const sidecar = imageOfApp("zipkin", "5");

  /** The cloud, where each definition has one container more. */
  function world(cloud: FakeCloud) {
    const { services } = cloud.world();
    const definition = async (arn: string): Promise<TaskDefinition> => {
      const found = await services.definition(arn);
      const [web] = found.containers;
      return web === undefined
        ? found
        : { ...found, containers: [web, { ...web, name: "zipkin", image: sidecar }] };
    };
    return { services: { ...services, definition } };
  }

  const withSidecar = owning({ web: repository("web"), zipkin: repository("zipkin") });
  const committed = ({ commits }: FakeCloud) => parseRevision(commits[0]?.text ?? "");

  it("is released and rolled back with an entry for each", async () => {
    const cloud = new FakeCloud().ran(image("a")).ran(image("b"));
    const request = { ...plainly, verify: true, image: image("c") };
    const released = await run(releaseImage, cloud, request, {
      world: world(cloud),
      place: withSidecar,
    });
    assert.equal(released.code, 0, released.err);
    assert.deepEqual(committed(cloud), [
      { name: "web", imageUri: image("c") },
      { name: "zipkin", imageUri: sidecar },
    ]);
    const back = await run(
      rollBack,
      cloud,
      { ...plainly, wish: { steps: 1 } },
      { world: world(cloud), place: withSidecar },
    );
    assert.equal(back.code, 0, back.err);
    assert.deepEqual(committed(cloud), [
      { name: "web", imageUri: image("b") },
      { name: "zipkin", imageUri: sidecar },
    ]);
  });
});
