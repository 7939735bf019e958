import assert from "node:assert/strict";

import { AppImage, type AppImageArgs } from "../../../../components/image/appImage";
import { graphOf, type Graph } from "../../../support/graph";

const args: AppImageArgs = {
  project: "slipway",
  stack: "staging",
  context: "./examples/hello",
  dockerfile: "Dockerfile",
  platform: "linux/amd64",
  args: {},
  secrets: {},
  buildOnPreview: false,
  keepReleases: 30,
  protect: true,
};

const calls = {
  "aws:ecr/getAuthorizationToken:getAuthorizationToken": () => ({
    userName: "AWS",
    password: "token-of-the-hour",
  }),
};

/** Of the image's repository. */
export const url = "000000000000.dkr.ecr.eu-west-1.amazonaws.com/slipway-staging/hello";

/** The image of these arguments, and its graph. */
export async function imageOf(
  changes: Partial<AppImageArgs> = {},
  preview = false,
  built?: Record<string, unknown>,
): Promise<[AppImage, Graph]> {
  const made: AppImage[] = [];
  const graph = await graphOf(() => made.push(new AppImage("hello", { ...args, ...changes })), {
    calls,
    preview,
    ...(built && { outputs: { "docker-build:index:Image": () => built } }),
  });
  const [image] = made;
  assert.ok(image);
  return [image, graph];
}
