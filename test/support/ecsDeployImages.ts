/** One form of `--image`, and what becomes of it. */
export interface ImageRow {
  readonly typed: string;
  /** The variable of `--tag-env-var`. @default - the flag is not given */
  readonly variable?: Readonly<Record<string, string>>;
  /** The image that is deployed; undefined where the form is refused with 13. */
  readonly image: string | undefined;
}

const digest = `sha256:${"0123abcd".repeat(8)}`;
const ecr = "121212345678.dkr.ecr.us-east-1.amazonaws.com/acct/repo";

/** Forms with what they become; where there is nothing, they stay as they are. */
const taken: Readonly<Record<string, string>> = {
  mariadb: "mariadb:latest",
  "mariadb:": "mariadb:latest",
  "mariadb:latest": "",
  "mariadb:10.6.1": "",
  "mariadb:10.6-focal": "",
  [`mariadb@${digest}`]: "",
  [`mariadb:1.2@${digest}`]: "",
  [`mariadb:@${digest}`]: `mariadb@${digest}`,
  "nginx:1-alpine": "",
  "something:tag_123": "",
  my_app: "my_app:latest",
  "my.app:1": "",
  "8000": "8000:latest",
  "a-b": "a-b:latest",
  "repo/image": "repo/image:latest",
  "repo/image:": "repo/image:latest",
  "repo/image:v1.2.3": "",
  [`repo/image@${digest}`]: "",
  [`repo/image:1.0@${digest}`]: "",
  "org/my_img:1_2": "",
  "my_org/img:1": "",
  "repo/multi/level/image": "repo/multi/level/image:latest",
  "repo/multi/level/image:v1.2.3": "",
  [`repo/multi/level/image@${digest}`]: "",
  "docker.domain.com/repo/image": "docker.domain.com/repo/image:latest",
  "docker.domain.com/repo/image:1.2.3": "",
  [`docker.domain.com/repo/image@${digest}`]: "",
  "docker.domain.com/repo/multi/level/image": "docker.domain.com/repo/multi/level/image:latest",
  "docker.domain.com/repo/multi/level/image:1.2.3": "",
  [`docker.domain.com/repo/multi/level/image@${digest}`]: "",
  "docker.domain.com:8080/repo/image": "docker.domain.com:8080/repo/image:latest",
  "docker.domain.com:8080/repo/image:1.2.3": "",
  [`docker.domain.com:8080/repo/image@${digest}`]: "",
  "docker.domain.com:8080/repo/multi/level/image":
    "docker.domain.com:8080/repo/multi/level/image:latest",
  "docker.domain.com:8080/repo/multi/level/image:1.2.3": "",
  [`docker.domain.com:8080/repo/multi/level/image@${digest}`]: "",
  "host.com/img": "host.com/img:latest",
  "localhost:5000/x:1": "",
  [ecr]: `${ecr}:latest`,
  [`${ecr}:abc123`]: "",
};

const refused = [
  "",
  "-",
  "/something",
  "_something:tag123",
  "domain.com:abc/repo/image",
  "host:5000:6000/x",
  "registry_a:5000/x:1",
  "mariadb:a^b",
  "mariadb:a]b",
  "mariadb:1.2@sha256:ab",
  "repo/img@sha256:ab",
  `repo/img@sha512:${"ab".repeat(64)}`,
  "a/b@sha256:",
  "a/b@sha256",
  "a/b:sha256:ab",
  "repo//img",
  "repo/img/",
  "host.com/a//b",
  "host.com/a/b/",
  "repo/img:a:b",
  "repo/img:a/b",
  "https://r/i",
  "repo/img:t+1",
  "[::1]:5000/i",
  "repo\\x/img",
  "repo/img:a\\b",
  "a b",
  "a\nb",
  "repo/$(id)",
  "repo/img:`id`",
  "Upper/case",
];

const CI_TIMESTAMP = "1487623908";
const atPort = "docker.domain.com:8080/repo/image";
const deeper = "docker.domain.com:8080/repo/multi/level/image";

/** Every form of an image that the shell tool's documents and tests have, and those that it got wrong. */
export const imageRows: readonly ImageRow[] = [
  ...Object.entries(taken).map(([typed, image]) => ({
    typed,
    image: image === "" ? typed : image,
  })),
  ...refused.map((typed) => ({ typed, image: undefined })),
  ...[atPort, deeper, ecr].map((typed) => ({
    typed,
    variable: { CI_TIMESTAMP },
    image: `${typed}:${CI_TIMESTAMP}`,
  })),
  // A tag comes before the variable, the variable before a digest, and an empty one is none.
  { typed: `${atPort}:1`, variable: { CI_TIMESTAMP }, image: `${atPort}:1` },
  { typed: `${atPort}@${digest}`, variable: { CI_TIMESTAMP }, image: `${atPort}:${CI_TIMESTAMP}` },
  { typed: atPort, variable: { EMPTY: "" }, image: `${atPort}:latest` },
  { typed: atPort, variable: { BRANCH: "feature/x" }, image: undefined },
  { typed: atPort, variable: { QUOTED: 'a"b' }, image: undefined },
];
