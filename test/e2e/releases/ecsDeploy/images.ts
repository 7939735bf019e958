import assert from "node:assert/strict";

import { parseImageReference } from "../../../../aws/imageReference";
import { mapConcurrent } from "../../../../delivery/mapConcurrent";
import { imageRows } from "../../../support/ecsDeployImages";
import { keys, type Bench } from "../../support/ecsDeploy";

const atOnce = 4;

export function images(bench: () => Bench): void {
  it("takes each form of an image for the container of its repository", async () => {
    const taken = imageRows.filter(({ image }) => image !== undefined);
    const names = taken.flatMap(({ image = "" }) => parseImageReference(image)?.name ?? []);
    const containers = [...new Set(names)].map((name, at) => ({
      name: `c${at}`,
      image: `${name}:before`,
    }));
    bench().proxy.answers = {
      DescribeTaskDefinition: {
        taskDefinition: { family: "images", containerDefinitions: containers },
      },
    };
    try {
      await mapConcurrent(
        taken,
        async ({ typed, variable = {}, image = "" }) => {
          const [name] = Object.keys(variable);
          const more = name === undefined ? [] : ["-e", name];
          const words = ["-d", "images", "-i", typed, ...more, "--dry-run", "--diff"];
          const { status, stdout, output } = await bench().run(words, { ...keys, ...variable });
          assert.equal(status, 0, `${typed}\n${output}`);
          assert.equal(stdout.split("\n")[0], `Using image name: ${image}`);
          const changed = output.split("\n").filter((line) => line.includes(" -> "));
          const before = `${parseImageReference(image)?.name ?? ""}:before`;
          assert.deepEqual(
            changed.map((line) => line.replace(/^ +c\d+\.image: /, "")),
            [`${before} -> ${image}`],
          );
        },
        atOnce,
      );
    } finally {
      bench().proxy.answers = {};
    }
  });
}
