import { z } from "zod";

import { keptImages } from "../../aws/limits";
import { anyText, flag, integerIn, named, mapping, oneOf, text } from "./fields";

const image = mapping({
  context: anyText()
    .exactOptional()
    .describe("Folder that the build sees, relative to Pulumi.yaml. This or `initial`"),
  initial: anyText()
    .exactOptional()
    .describe(
      "Reference with a tag or digest that the repository starts with a copy of, where builds elsewhere fill it: a pipeline of `slipway:builds`, or the team's CI. Apps run that copy until their first release",
    ),
  dockerfile: anyText()
    .default("Dockerfile")
    .describe("Path of the Dockerfile, relative to the context and inside it"),
  target: anyText().exactOptional().describe("Stage of the Dockerfile to build; else its last"),
  args: z
    .record(text(/^[A-Za-z_][A-Za-z0-9_]*$/, "must match ^[A-Za-z_][A-Za-z0-9_]*$"), z.string())
    .default({})
    .describe("Build arguments. They stay readable in the image: no secrets here"),
  secrets: z
    .array(text(/^[A-Za-z][A-Za-z0-9_-]*$/, "must match ^[A-Za-z][A-Za-z0-9_-]*$"))
    .default([])
    .describe(
      "Names of build secrets that the build may mount (`RUN --mount=type=secret,id=<name>`). Each is set with `pulumi config set --secret buildSecrets:<name>`",
    ),
  platform: oneOf(["linux/amd64", "linux/arm64"])
    .exactOptional()
    .describe("Platform to build for; else that of the clusters that use the image"),
  buildOnPreview: flag()
    .default(false)
    .describe("Builds in a preview too: slower, but finds a broken Dockerfile. Never pushes then"),
  keepReleases: integerIn(keptImages)
    .default(30)
    .describe(
      "How many released images stay in the registry, besides what runs: the depth of a rollback",
    ),
  keepNewest: integerIn(keptImages)
    .default(200)
    .describe(
      "How many of the newest images stay, released or not. A build adds four: an index with the image and its attestation, and the cache that its own cache replaces",
    ),
});

/** Repositories of images by name, and what is built for each or what it starts with. */
export const images = named(64, image);
