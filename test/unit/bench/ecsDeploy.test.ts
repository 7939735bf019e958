import assert from "node:assert/strict";

import { ecsDeploySection } from "../../../bench/ecsDeploy";

describe("the benchmark of ecs-deploy", () => {
  it("gives the median ratio of the starts, and the calls, beside what they may be", () => {
    const starts = [
      { help: 0.2, node: 0.1 },
      { help: 0.9, node: 0.1 },
      { help: 0.15, node: 0.1 },
    ];
    const section = ecsDeploySection({ starts, calls: 4 });
    assert.match(
      section,
      /`ecs-deploy --help` beside `node -e 0` \| at most 3 times \| \*\*2\.00\*\*/,
    );
    assert.match(section, /`--no-wait` \| at most 8 \| \*\*4\*\*/);
  });
});
