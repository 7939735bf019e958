import assert from "node:assert/strict";

import { causeOf } from "../../../../delivery/failure/causes";
import { evidence } from "./evidences";
import { realCases } from "./realCases";

function matches(text: string, expected: string | RegExp): void {
  if (typeof expected === "string") {
    assert.equal(text, expected);
  } else {
    assert.match(text, expected);
  }
}

describe("the cause of what was reported in public", () => {
  for (const [title, over, sentence, remedy] of realCases) {
    it(`is right: ${title}`, () => {
      const cause = causeOf(evidence(over), ["web"]);
      matches(cause?.sentence ?? "no cause", sentence);
      matches(cause?.remedy ?? "", remedy);
    });
  }
});
