/** Another value for every key of a build. */

type Settings = Readonly<Record<string, unknown>>;

interface Change {
  readonly to: unknown;
  readonly given: Settings;
}

const built = "slipway:builds.web";
const secretOf = (name: string) => `arn:aws:secretsmanager:eu-west-1:000000000000:secret:${name}`;

/** What a build is told; each change starts from the same one, of another source where it needs that. */
export const buildChanges = changesOf({
  image: "filled",
  source: { codecommit: "shop" },
  environment: { MODE: "a" },
  secrets: { TOKEN: secretOf("a") },
  args: { MODE: "a" },
  test: { command: ["test"], compose: { file: "compose.yaml", service: "one" } },
});

function changesOf(base: Settings): Record<string, Change> {
  const arn = "arn:aws:codeconnections:eu-west-1:000000000000:connection/";
  const connection = { connection: { arn: `${arn}a`, repository: "acme/shop" } };
  const file = { s3: { bucket: "sources", key: "a.zip" } };
  const values: readonly (readonly [key: string, to: unknown, source?: Settings])[] = [
    ["image", "spare"],
    ["source.connection.arn", `${arn}b`, connection],
    ["source.connection.repository", "acme/other", connection],
    ["source.paths", ["api/**"], connection],
    ["source.codecommit", "other"],
    ["source.branch", "next"],
    ["source.s3.bucket", "other-sources", file],
    ["source.s3.key", "b.zip", file],
    ["context", "app"],
    ["dockerfile", "Dockerfile.other"],
    ["target", "build"],
    ["args.MODE", "b"],
    ["test.command", ["check"]],
    ["test.compose.file", "other.yaml"],
    ["test.compose.service", "two"],
    ["test.reports", "/reports"],
    ["test.artifacts", "/screens"],
    ["environment.MODE", "b"],
    ["secrets.TOKEN", secretOf("b")],
    ["dockerHub", secretOf("hub")],
    ["buildImage", "docker:28-dind"],
    ["computeType", "BUILD_GENERAL1_LARGE"],
    ["timeoutMinutes", 61],
    ["release", ["main/one"]],
  ];
  return Object.fromEntries(
    values.map(([key, to, source = base.source]) => [
      `${built}.${key}`,
      {
        to,
        given: {
          "slipway:images.filled": { initial: "nginx:1.27" },
          "slipway:images.spare": { initial: "nginx:1.27" },
          [built]: { ...base, source },
          "slipway:clusters.main.apps.one.image": "filled",
        },
      },
    ]),
  );
}
