import { posix } from "node:path";

import { type Architecture } from "../../aws/architecture";
import { hasTagOrDigest, parseImageReference } from "../../aws/imageReference";
import { gotText, type Path, type Problem, valueAt } from "../problems";
import { clusterArchitecture, platforms } from "../resolve";
import { nearest } from "../suggest";
import { allApps, type Check, containersOf, present, type Subject } from "./check";

interface ImageUse {
  readonly path: Path;
  readonly cluster: string;
  readonly architecture: Architecture;
  readonly image: string;
}

/** Whether each image is known, complete and built for the processor that it runs on. */
export const checkImages: Check = (subject) => {
  const uses = usesOf(subject);
  // The names as written: an image with a problem of its own is no unknown image.
  const keys = Object.keys(valueAt(subject.raw, ["images"]) ?? {});
  return [
    ...uses.flatMap((use) => referenceProblems(use, keys)),
    ...keys.flatMap((key) =>
      platformProblems(
        key,
        subject,
        uses.filter((use) => use.image === key),
      ),
    ),
    ...keys.flatMap((key) => originProblems(key, subject)),
    ...dockerfileProblems(subject),
    ...secretProblems(subject),
    ...unreachableProblems(subject, uses, keys),
  ];
};

/** Endpoints lead to ECR of the stack's region alone: no other registry, and ECR of no other region. */
function unreachableProblems(
  { config: { network }, region }: Subject,
  uses: readonly ImageUse[],
  keys: readonly string[],
): Problem[] {
  const { vpc, natGateways, endpoints, publicAddresses } = network ?? {};
  const closed =
    vpc === "new" && natGateways === 0 && endpoints === true && publicAddresses === false;
  if (!closed) {
    return [];
  }
  return uses
    .filter(({ image }) => !keys.includes(image) && hasTagOrDigest(image))
    .filter(({ image }) => {
      const host = parseImageReference(image)?.ecr?.region;
      return host === undefined || (region !== undefined && host !== region);
    })
    .map(({ path, image }) => ({
      path,
      sentence: `cannot be pulled: without a NAT gateway hosts reach private ECR in ${region ?? "the stack's region"} alone${gotText(path, image)}; mirror the image to it, or set network.natGateways: 1`,
    }));
}

function referenceProblems({ path, image }: ImageUse, keys: readonly string[]): Problem[] {
  if (keys.includes(image)) {
    return [];
  }
  const got = gotText(path, image);
  if (/[:@/]/.test(image)) {
    return hasTagOrDigest(image)
      ? []
      : [
          {
            path,
            sentence: `${referenceProblem(image)}${got}`,
          },
        ];
  }
  const meant = nearest(image, keys);
  const advice =
    meant !== undefined
      ? `; did you mean "${meant}"?`
      : keys.length === 0
        ? "; add it to slipway:images, or give a full reference with a tag or digest"
        : `; known images are ${keys.join(", ")}; an external image needs a tag or digest`;
  return [{ path, sentence: `unknown image "${image}"${advice}` }];
}

function referenceProblem(image: string): string {
  const variable = /\$\{[^}]*\}?|\$\w+|\{\{[^}]*\}\}/.exec(image)?.[0];
  if (variable !== undefined) {
    return `has a variable that nobody replaced, ${variable}: the stack file is read as it is; write the value`;
  }
  const repository = image.replace(/[:@][^/]*$/, "").replace(/^[^/]*[.:][^/]*\//, "");
  if (repository !== repository.toLowerCase()) {
    return `must be lower case behind the host, such as ${image.replace(repository, repository.toLowerCase())}`;
  }
  return "must be a reference with a tag or digest, such as public.ecr.aws/nginx/nginx:1.29";
}

function platformProblems(key: string, subject: Subject, uses: readonly ImageUse[]): Problem[] {
  const path = ["images", key, "platform"];
  const given = subject.config.images?.[key]?.platform;
  const wrong = uses.filter(
    ({ architecture }) => given !== undefined && platforms[architecture] !== given,
  );
  if (given !== undefined) {
    const made = given === "linux/arm64" ? "ARM64" : "X86_64";
    return wrong.map(({ cluster, architecture }) => {
      const isFargate = subject.config.clusters?.[cluster]?.capacity?.type === "fargate";
      const [where, mend] = isFargate
        ? ["Fargate tasks", `set architecture: ${made} in its capacity`]
        : ["instance types", "change the cluster"];
      return {
        path,
        sentence: `${made.toLowerCase()} image on ${architecture.toLowerCase()} ${where} of cluster "${cluster}"${gotText(path, given)}; leave platform out, or ${mend}`,
      };
    });
  }
  const architectures = [...new Set(uses.map((use) => use.architecture))];
  return architectures.length > 1
    ? [
        {
          path: path.slice(0, -1),
          sentence: `is used by clusters of different processors (${[...new Set(uses.map((use) => `${use.cluster}: ${use.architecture}`))].join(", ")}); make one image for each`,
        },
      ]
    : [];
}

/** What says how an image is built; a copy of another one has none of it. */
const buildKeys = ["context", "dockerfile", "target", "args", "secrets", "buildOnPreview"];

/** Whether it is said once where an image comes from. */
function originProblems(key: string, { raw }: Subject): Problem[] {
  const image = valueAt(raw, ["images", key]);
  if (typeof image !== "object" || image === null) {
    return [];
  }
  const given = (name: string) => valueAt(image, [name]) !== undefined;
  const path = ["images", key];
  if (!given("initial")) {
    return given("context")
      ? []
      : [
          {
            path: [...path, "context"],
            sentence:
              "is required; where builds elsewhere fill the repository, write initial: <reference> in its place",
          },
        ];
  }
  const initial = valueAt(image, ["initial"]);
  return [
    ...(typeof initial !== "string" || initial === "" || hasTagOrDigest(initial)
      ? []
      : [
          {
            path: [...path, "initial"],
            sentence: `${referenceProblem(initial)}${gotText([], initial)}`,
          },
        ]),
    ...buildKeys.filter(given).map((name) => ({
      path: [...path, name],
      sentence:
        "has no meaning beside initial, which is copied and not built; leave one of them out",
    })),
  ];
}

function dockerfileProblems({ config }: Subject): Problem[] {
  return present(config.images).flatMap(([key, { dockerfile }]) =>
    dockerfile !== undefined &&
    (posix.isAbsolute(dockerfile) || posix.normalize(dockerfile).startsWith(".."))
      ? [
          {
            path: ["images", key, "dockerfile"],
            sentence: `must be relative to the context and inside it${gotText([], dockerfile)}; make context the folder that holds both`,
          },
        ]
      : [],
  );
}

function secretProblems({ config, buildSecrets: known }: Subject): Problem[] {
  return present(config.images).flatMap(([key, image]) =>
    (image.secrets ?? []).flatMap((name, index) => {
      const path = ["images", key, "secrets", index];
      if (known.includes(name)) {
        return [];
      }
      const meant = nearest(name, known);
      const advice =
        meant === undefined
          ? `set it with pulumi config set --secret buildSecrets:${name}`
          : `did you mean "${meant}"?`;
      return [{ path, sentence: `unknown build secret "${name}"; ${advice}` }];
    }),
  );
}

function usesOf({ config }: Subject): ImageUse[] {
  return allApps(config).flatMap((placed) => {
    const use = { cluster: placed.key, architecture: clusterArchitecture(placed.cluster) };
    return containersOf(placed).flatMap(({ path, image }) =>
      image === undefined ? [] : [{ ...use, path: [...path, "image"], image }],
    );
  });
}
