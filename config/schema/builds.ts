import { z } from "zod";

import {
  bucketNamePattern,
  buildMinutes,
  computeTypes,
  connectionArnPattern,
  fullRepositoryPattern,
  mostPathFilters,
} from "../../aws/codeBuild";
import { branchPattern, repositoryPattern } from "../../aws/gitNames";
import { anyText, integerIn, mapping, named, oneOf, text } from "./fields";

/** CodePipeline API, ContinuationToken: 2048 characters, in which each app takes up to 200. */
const mostReleased = 10;

/** The shell of the build reads them as variables. */
const variable = text(/^[A-Za-z_][A-Za-z0-9_]*$/, "must match ^[A-Za-z_][A-Za-z0-9_]*$");

const connection = mapping({
  arn: text(
    connectionArnPattern,
    "must be the ARN of a connection, such as arn:aws:codeconnections:<region>:<account>:connection/<id>",
  ).describe(
    "Connection to GitHub, GitLab or Bitbucket. A person makes it in the console, and confirms it there: while it is pending nothing is built",
  ),
  repository: text(fullRepositoryPattern, "must be <owner>/<name>, such as acme/shop").describe(
    "The repository there",
  ),
});

const s3 = mapping({
  bucket: text(bucketNamePattern, "must be the name of a bucket").describe(
    "Bucket that keeps versions and sends its events to EventBridge",
  ),
  key: anyText().describe("Key of a ZIP file with the sources. Each new version of it is built"),
});

const source = mapping({
  connection: connection.exactOptional().describe("A repository on GitHub, GitLab or Bitbucket"),
  codecommit: text(
    repositoryPattern,
    "must have 1–100 letters, digits, dots, hyphens or underscores",
  )
    .exactOptional()
    .describe("A CodeCommit repository of the account and region, by name"),
  s3: s3.exactOptional().describe("A file in S3, for sources that another system puts there"),
  branch: text(branchPattern, "must be the name of a branch, at most 256 characters")
    .default("main")
    .describe("Branch whose pushes are built. Not for `s3`"),
  paths: z
    .array(anyText())
    .max(mostPathFilters, { error: `has more than ${mostPathFilters} patterns` })
    .default([])
    .describe(
      "Patterns such as `api/**`: a push is built only when it changes a file that one of them matches. For `connection` alone; else every push is built",
    ),
});

const compose = mapping({
  file: anyText().describe(
    "Compose file in the repository. It names the built image as `${IMAGE}`",
  ),
  service: anyText().describe("Service that the command runs in; those it depends on are started"),
});

const test = mapping({
  command: z
    .array(z.string())
    .min(1, { error: "needs at least one word" })
    .describe(
      "Runs in a container of the built image. When it does not end with 0, nothing is pushed",
    ),
  compose: compose
    .exactOptional()
    .describe("Runs the command in a service of a compose file, for tests that need a database"),
  reports: text(/^\//, "must start with /")
    .exactOptional()
    .describe("Folder of the container with test reports in the format of JUnit"),
  artifacts: text(/^\//, "must start with /")
    .exactOptional()
    .describe("Folder of the container whose files are kept for 30 days, such as screenshots"),
});

const build = mapping({
  source: source.describe("Where the sources are; exactly one of `connection`, `codecommit`, `s3`"),
  image: anyText().describe(
    "Key of `slipway:images` whose repository is filled. That image has `initial` and no `context`",
  ),
  context: anyText().default(".").describe("Folder that the build sees, in the repository"),
  dockerfile: anyText()
    .default("Dockerfile")
    .describe("Path of the Dockerfile, relative to the context"),
  target: anyText().exactOptional().describe("Stage of the Dockerfile to build; else its last"),
  args: z
    .record(variable, z.string())
    .default({})
    .describe("Build arguments. They stay readable in the image: no secrets here"),
  test: test.exactOptional().describe("What must succeed before the image is pushed"),
  release: z
    .array(text(/^[^/]+\/[^/]+$/, "must be <cluster>/<app>, such as main/web"))
    .max(mostReleased, { error: `has more than ${mostReleased} apps` })
    .default([])
    .describe(
      "Apps of this stack that take each image, as `<cluster>/<app>`. Their own image is the `image` of the build. Without any the pipeline ends with the push",
    ),
  environment: z
    .record(variable, z.string())
    .default({})
    .describe("Environment variables of the build and its tests: no secrets here"),
  secrets: z
    .record(variable, z.string())
    .default({})
    .describe(
      "Environment variables of the build and its tests from Secrets Manager, by ARN; the Dockerfile may mount them (`RUN --mount=type=secret,id=<name>`). Of a secret that is JSON one key is read with `<ARN>:<key>::`",
    ),
  dockerHub: anyText()
    .exactOptional()
    .describe(
      'Secret of Secrets Manager, by ARN, that signs in to Docker Hub: `{"username": …, "password": …}`',
    ),
  buildImage: anyText()
    .exactOptional()
    .describe(
      "Image that the build runs in, with Docker, the AWS CLI and bash; else that of CodeBuild for the image's platform",
    ),
  computeType: oneOf(computeTypes)
    .default("BUILD_GENERAL1_SMALL")
    .describe("Size of the machine, in the words of CodeBuild"),
  timeoutMinutes: integerIn(buildMinutes)
    .default(60)
    .describe("Minutes after which a build is stopped"),
});

/** Pipelines that build and test repositories of apps, by name. */
export const builds = named(32, build);
