import assert from "node:assert/strict";

import { publicParameterReply } from "../../gateway/publicParameters";

const image = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id";

describe("public parameters", () => {
  it("give the image for ECS hosts, for both architectures", () => {
    for (const name of [image, image.replace("2023/", "2023/arm64/")]) {
      const reply = publicParameterReply(
        "GetParameter",
        JSON.stringify({ Name: name }),
        "eu-west-1",
      );
      const { Parameter } = JSON.parse(reply ?? "{}") as { Parameter: { Value: string } };
      assert.match(Parameter.Value, /^ami-[0-9a-f]{17}$/);
    }
  });

  it("leave every other parameter to the emulator", () => {
    const other = JSON.stringify({ Name: "/slipway/local" });
    assert.equal(publicParameterReply("GetParameter", other, "eu-west-1"), undefined);
    const mixed = JSON.stringify({ Names: [image, "/slipway/local"] });
    assert.equal(publicParameterReply("GetParameters", mixed, "eu-west-1"), undefined);
    assert.equal(publicParameterReply("PutParameter", other, "eu-west-1"), undefined);
  });
});
