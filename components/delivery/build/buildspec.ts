import { posix } from "node:path";

import { buildVariables } from "../../../aws/codeBuild";
import { cacheTag } from "../../../aws/imageTags";
import { shellWords } from "../../../delivery/shellWords";

/** A build in the words of the configuration, as far as its commands depend on it. */
export interface BuildSettings {
  /** Beginning of the tags of what has no commit. @default "" */
  readonly tagPrefix?: string | undefined;
  /** Folder that the build sees, in the repository. */
  readonly context: string;
  /** Relative to the context. */
  readonly dockerfile: string;
  /** @default - the last stage */
  readonly target?: string | undefined;
  readonly args: Readonly<Record<string, string>>;
  /** @default - nothing is tested */
  readonly test?: TestSettings | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** ARNs by variable. */
  readonly secrets: Readonly<Record<string, string>>;
  /** ARN of the secret that signs in to Docker Hub. @default - nobody signs in */
  readonly dockerHub?: string | undefined;
}

/** What must succeed before an image is pushed. */
export interface TestSettings {
  readonly command: readonly string[];
  /** @default - the command runs in a container of the image, alone */
  readonly compose?: { readonly file: string; readonly service: string } | undefined;
  /** Folder of the container with reports of JUnit's format. @default - none */
  readonly reports?: string | undefined;
  /** Folder of the container whose files are kept. @default - none */
  readonly artifacts?: string | undefined;
}

/** Buildspec reference of the CodeBuild user guide, version 0.2, as far as it is used. */
export interface Buildspec {
  readonly version: 0.2;
  readonly env: {
    readonly shell: "bash";
    readonly "git-credential-helper": "yes";
    readonly "secrets-manager"?: Readonly<Record<string, string>>;
    readonly "exported-variables": readonly string[];
  };
  readonly phases: Readonly<
    Record<"pre_build" | "build" | "post_build", { readonly commands: readonly string[] }>
  >;
  readonly reports?: Readonly<
    Record<
      string,
      {
        readonly files: readonly string[];
        readonly "base-directory": string;
        readonly "file-format": "JUNITXML";
      }
    >
  >;
}

/** What later stages of the pipeline read of a build. */
export const exportedVariables = ["IMAGE_URI", "COMMIT_ID", "BUILD_URL"] as const;

/** Folders of the build, outside of the sources. */
const folders = { reports: "/tmp/slipway-reports", kept: "/tmp/slipway-kept" } as const;

/** What the registry says of the image of this commit. */
const describe =
  'aws ecr describe-images --repository-name "${REPOSITORY_URI#*/}" --image-ids imageTag="${IMAGE##*:}"';

/** Name of the container that the tests ran in. */
const container = "slipway-test";

/**
 * What CodeBuild does with the sources of a commit: sign in, build, test, push, tell the digest.
 *
 * What others choose (names of branches, texts of commits) comes through variables, never as a part of a command; what
 * the stack file says is quoted. An image whose tag exists was tested and pushed by an earlier build of the commit, and
 * its tag cannot move: it is not built again.
 */
export function buildspec(settings: BuildSettings): Buildspec {
  const { test } = settings;
  const secrets = secretVariables(settings);
  return {
    version: 0.2,
    env: {
      shell: "bash",
      // Tests may ask the remote, as in any clone: CodeBuild gives git the credentials.
      "git-credential-helper": "yes",
      ...(Object.keys(secrets).length > 0 && { "secrets-manager": secrets }),
      "exported-variables": [...exportedVariables],
    },
    phases: {
      pre_build: { commands: prepare(settings) },
      build: { commands: build(settings).map(unlessBuilt) },
      post_build: { commands: conclude(test) },
    },
    ...(test?.reports !== undefined && {
      reports: {
        tests: {
          files: ["**/*.xml"],
          "base-directory": folders.reports,
          "file-format": "JUNITXML",
        },
      },
    }),
  };
}

/** `<secret>:<key>:<stage>:<version>` as ECS writes it, but without what is left empty at the end. */
function secretVariables({ secrets, dockerHub }: BuildSettings): Record<string, string> {
  const own = Object.entries(secrets).map(([name, arn]) => [name, arn.replace(/:+$/, "")] as const);
  return {
    ...Object.fromEntries(own),
    ...(dockerHub !== undefined && {
      DOCKER_HUB_USERNAME: `${dockerHub}:username`,
      DOCKER_HUB_PASSWORD: `${dockerHub}:password`,
    }),
  };
}

function prepare({ dockerHub, tagPrefix = "" }: BuildSettings): string[] {
  return [
    // A build image of the team's own may have Docker without having started it.
    "docker info > /dev/null 2>&1 || { dockerd > /tmp/slipway-dockerd.log 2>&1 & }",
    "timeout 60 bash -c 'until docker info > /dev/null 2>&1; do sleep 1; done' || { cat /tmp/slipway-dockerd.log; false; }",
    `export IMAGE="$REPOSITORY_URI:${tagPrefix}$COMMIT_ID"`,
    'export BUILD_NUMBER="$CODEBUILD_BUILD_NUMBER"',
    'export BUILD_URL="https://$AWS_REGION.console.aws.amazon.com/codesuite/codebuild/projects/${CODEBUILD_BUILD_ID%%:*}/build/${CODEBUILD_BUILD_ID/:/%3A}"',
    'export BUILD_TIME="$(date -u +%Y-%m-%dT%H:%M:%SZ)"',
    // Sources from S3 have no history.
    'export COMMIT_TIME="$(git log -1 --format=%cI 2> /dev/null || true)"',
    `mkdir -p ${folders.reports} ${folders.kept}`,
    'aws ecr get-login-password | docker login --username AWS --password-stdin "${REPOSITORY_URI%%/*}"',
    ...(dockerHub === undefined
      ? []
      : [
          'printf %s "$DOCKER_HUB_PASSWORD" | docker login --username "$DOCKER_HUB_USERNAME" --password-stdin',
        ]),
    `if ${describe} > /dev/null 2>&1; then export BUILT=yes; echo "$IMAGE was built before."; else export BUILT=no; fi`,
  ];
}

function build(settings: BuildSettings): string[] {
  const { context, dockerfile, target, args, secrets, test } = settings;
  const cache = `"$REPOSITORY_URI:${cacheTag}"`;
  const options = [
    ...["--file", posix.join(context, dockerfile)],
    ...(target === undefined ? [] : ["--target", target]),
    ...Object.entries(args).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]),
    ...Object.keys(secrets).flatMap((name) => ["--secret", `id=${name},env=${name}`]),
  ];
  return [
    [
      "docker build",
      shellWords(options),
      // The layers of what was pushed last, which says itself what they were made from.
      `--cache-from type=registry,ref=${cache} --build-arg BUILDKIT_INLINE_CACHE=1`,
      '--label org.opencontainers.image.revision="$COMMIT_ID" --tag "$IMAGE"',
      shellWords([context]),
    ].join(" "),
    ...(test === undefined ? [] : [testCommand(test, settings)]),
    'docker push "$IMAGE"',
    // A cache that cannot be written costs time in the next build, not this one.
    `docker tag "$IMAGE" ${cache} && docker push ${cache} || true`,
  ];
}

function testCommand(
  { command, compose }: TestSettings,
  { environment, secrets }: BuildSettings,
): string {
  const variables = ["CI", ...buildVariables, ...Object.keys(environment), ...Object.keys(secrets)]
    .map((name) => `--env ${name}`)
    .join(" ");
  const words = shellWords(command);
  return compose === undefined
    ? `docker run --name ${container} ${variables} "$IMAGE" ${words}`
    : `${composeWords(compose)} run --no-TTY --name ${container} ${variables} ${shellWords([compose.service])} ${words}`;
}

function composeWords({ file }: NonNullable<TestSettings["compose"]>): string {
  return `docker compose --file ${shellWords([file])}`;
}

/** Runs after a failure, too: then what the tests left is all that there is to look at. */
function conclude(test: TestSettings | undefined): string[] {
  return [
    ...(test?.reports === undefined ? [] : [copy(test.reports, folders.reports)]),
    ...(test?.artifacts === undefined
      ? []
      : [
          copy(test.artifacts, folders.kept),
          `[ -z "$(ls -A ${folders.kept})" ] || aws s3 cp --recursive ${folders.kept} "$KEPT_FILES/$BUILD_NUMBER/"`,
          `[ -z "$(ls -A ${folders.kept})" ] || echo "Kept files of the tests: $KEPT_FILES/$BUILD_NUMBER/"`,
        ]),
    ...(test?.compose === undefined
      ? []
      : [`${composeWords(test.compose)} down --volumes || true`]),
    // What failed has no digest; CodeBuild reports the phase that failed first.
    `[ "$CODEBUILD_BUILD_SUCCEEDING" = 0 ] || export IMAGE_URI="$REPOSITORY_URI@$(${describe} --query "imageDetails[0].imageDigest" --output text)"`,
    '[ "$CODEBUILD_BUILD_SUCCEEDING" = 0 ] || [[ "$IMAGE_URI" =~ @sha256:[0-9a-f]{64}$ ]]',
  ];
}

function copy(from: string, to: string): string {
  return `docker cp ${shellWords([`${container}:${from}/.`])} ${to} 2> /dev/null || true`;
}

function unlessBuilt(command: string): string {
  return `[ "$BUILT" = yes ] || { ${command}; }`;
}
