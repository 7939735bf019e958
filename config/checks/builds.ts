import { posix } from "node:path";

import { buildVariables, isCuratedImage } from "../../aws/codeBuild";
import { credentialKind } from "../../aws/credentials";
import { branchProblem, repositoryProblem } from "../../aws/gitNames";
import { parseImageReference } from "../../aws/imageReference";
import { parseSecretArn, registryCredentialsProblem } from "../../aws/secretArn";
import { listed } from "../listed";
import { gotText, type Path, type Problem, valueAt } from "../problems";
import { type StackConfig } from "../schema";
import { nearest } from "../suggest";
import { type Valid } from "../validParts";
import { allApps, type Check, present, type Subject } from "./check";

type Build = Valid<StackConfig["builds"][string]>;
type Source = Valid<StackConfig["builds"][string]["source"]>;

/** Variables that the commands of a build use. */
const taken: readonly string[] = [
  ...buildVariables,
  "BUILT",
  "IMAGE_URI",
  "KEPT_FILES",
  "REPOSITORY_URI",
];

/** Whether each build has one source, a repository of its own to fill, and names that are free. */
export const checkBuilds: Check = (subject) => {
  const builds = present(subject.config.builds);
  return [
    ...builds.flatMap(([key, build]) => {
      const path = ["builds", key];
      return [
        ...(build.source === undefined
          ? []
          : sourceProblems([...path, "source"], build.source, subject)),
        ...imageProblems(path, build, subject),
        ...releaseProblems(path, build, subject),
        ...pathProblems(path, build),
        ...variableProblems(path, build, subject.region),
        ...buildImageProblems(path, build),
      ];
    }),
    ...sharedImages(builds),
  ];
};

function sourceProblems(path: Path, source: Source, { raw }: Subject): Problem[] {
  const { connection, codecommit, s3, branch, paths = [] } = source;
  const written = ["connection", "codecommit", "s3"].filter(
    (key) => valueAt(raw, [...path, key]) !== undefined,
  );
  const problem = (key: string, sentence: string): Problem => ({ path: [...path, key], sentence });
  const wrongBranch = branch === undefined ? undefined : branchProblem(branch);
  const wrongRepository = codecommit === undefined ? undefined : repositoryProblem(codecommit);
  return [
    ...(written.length === 1
      ? []
      : [
          {
            path,
            sentence: `needs exactly one of connection, codecommit and s3${written.length === 0 ? "" : `; it has ${written.join(" and ")}`}`,
          },
        ]),
    ...(branch === undefined || wrongBranch === undefined
      ? []
      : [problem("branch", `${wrongBranch}${gotText([], branch)}`)]),
    ...(codecommit === undefined || wrongRepository === undefined
      ? []
      : [problem("codecommit", `${wrongRepository}${gotText([], codecommit)}`)]),
    ...(s3 !== undefined && valueAt(raw, [...path, "branch"]) !== undefined
      ? [problem("branch", "has no meaning for a file in S3; leave it out")]
      : []),
    ...(paths.length > 0 && connection === undefined && written.length === 1
      ? [problem("paths", "works for a connection alone; leave it out, then every push is built")]
      : []),
  ];
}

function imageProblems(path: Path, { image }: Build, { raw }: Subject): Problem[] {
  if (image === undefined) {
    return [];
  }
  const images = valueAt(raw, ["images"]) ?? {};
  const place = [...path, "image"];
  if (!Object.keys(images).includes(image)) {
    const meant = nearest(image, Object.keys(images));
    return [
      {
        path: place,
        sentence: `unknown image "${image}"; ${meant === undefined ? `add it to slipway:images with initial: <reference>` : `did you mean "${meant}"?`}`,
      },
    ];
  }
  return valueAt(images, [image, "context"]) === undefined
    ? []
    : [
        {
          path: place,
          sentence: `is built by pulumi up already (images.${image}.context), and one image has one build; replace that context with initial: <reference>, or remove this build`,
        },
      ];
}

/** Whether the apps that take the image are there, and are of this image. */
function releaseProblems(
  path: Path,
  { image, release = [] }: Build,
  { config }: Subject,
): Problem[] {
  const apps = allApps(config).map(({ key, appKey, app }) => ({
    name: `${key}/${appKey}`,
    image: app.image,
  }));
  return release.flatMap((name, index) => {
    const place = [...path, "release", index];
    const found = apps.find((app) => app.name === name);
    if (found === undefined) {
      const names = apps.map((app) => app.name);
      const meant = nearest(name, names);
      const advice =
        meant === undefined ? `the stack has ${listed(names)}` : `did you mean "${meant}"?`;
      return [{ path: place, sentence: `unknown app "${name}"; ${advice}` }];
    }
    if (release.indexOf(name) !== index) {
      return [{ path: place, sentence: `is named twice${gotText([], name)}` }];
    }
    return image === undefined || found.image === undefined || found.image === image
      ? []
      : [
          {
            path: place,
            sentence: `runs the image "${found.image}", and this build makes "${image}"; name the one that it runs`,
          },
        ];
  });
}

/** Two builds of one repository would take turns in what its apps run. */
function sharedImages(builds: readonly (readonly [string, Build])[]): Problem[] {
  return builds.flatMap(([key, { image }], index) => {
    const first = builds.slice(0, index).find(([, other]) => other.image === image);
    return image === undefined || first === undefined
      ? []
      : [
          {
            path: ["builds", key, "image"],
            sentence: `is filled by the build "${first[0]}" already${gotText([], image)}; give this build an image of its own`,
          },
        ];
  });
}

function pathProblems(path: Path, build: Build): Problem[] {
  const places = [
    ["context", build.context],
    ["dockerfile", build.dockerfile],
    ["test.compose.file", build.test?.compose?.file],
  ] as const;
  return places.flatMap(([key, value]) =>
    value !== undefined && (posix.isAbsolute(value) || posix.normalize(value).startsWith(".."))
      ? [
          {
            path: [...path, ...key.split(".")],
            sentence: `must be inside the repository${gotText([], value)}`,
          },
        ]
      : [],
  );
}

function variableProblems(path: Path, build: Build, region: string | undefined): Problem[] {
  const { environment, secrets, args, dockerHub } = build;
  const inUse = (key: string, name: string): Problem[] =>
    taken.includes(name) || /^(?:CODEBUILD|DOCKER_HUB)_/.test(name)
      ? [
          {
            path: [...path, key, name],
            sentence: "is a variable that every build has; take another name",
          },
        ]
      : [];
  const plain = (key: string, name: string, value: string): Problem[] => {
    const kind = credentialKind(name, value);
    return kind === undefined
      ? []
      : [
          {
            path: [...path, key, name],
            sentence: `has ${kind} in plain text; keep it in Secrets Manager and give its ARN under secrets`,
          },
        ];
  };
  return [
    ...present(environment).flatMap(([name, value]) => [
      ...inUse("environment", name),
      ...plain("environment", name, value),
    ]),
    ...present(args).flatMap(([name, value]) => plain("args", name, value)),
    ...present(secrets).flatMap(([name, arn]) => {
      const parsed = parseSecretArn(arn);
      const legal =
        parsed?.store === "secret" && (region === undefined || parsed.region === region);
      return [
        ...inUse("secrets", name),
        ...(environment?.[name] === undefined
          ? []
          : [
              {
                path: [...path, "secrets", name],
                sentence: "defined in both environment and secrets",
              },
            ]),
        ...(legal
          ? []
          : [
              {
                path: [...path, "secrets", name],
                sentence: `not the ARN of a secret in ${region ?? "the stack's region"}; it looks like arn:aws:secretsmanager:<region>:<account>:secret:<name>`,
              },
            ]),
      ];
    }),
    ...(dockerHub === undefined
      ? []
      : credentialProblems([...path, "dockerHub"], dockerHub, region)),
  ];
}

function credentialProblems(path: Path, arn: string, region: string | undefined): Problem[] {
  const sentence = registryCredentialsProblem(arn, region);
  return sentence === undefined ? [] : [{ path, sentence }];
}

function buildImageProblems(path: Path, { buildImage }: Build): Problem[] {
  return buildImage === undefined ||
    isCuratedImage(buildImage) ||
    parseImageReference(buildImage) !== undefined
    ? []
    : [
        {
          path: [...path, "buildImage"],
          sentence: `must be the reference of an image${gotText([], buildImage)}`,
        },
      ];
}
