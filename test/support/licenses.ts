import parse, { type Info } from "spdx-expression-parse";

/** Licenses that packages may be under: they ask for a notice, and nothing of what is built with them. */
const permitted = [
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "PSF-2.0",
  "Python-2.0",
  "Unlicense",
  "Zlib",
];

/** A package, and what it says of its license. */
export interface Licensed {
  readonly name: string;
  readonly license: string | undefined;
}

/** A package that may be used although its license does not say so by itself. */
export interface Exception extends Licensed {
  /** What it may be used under, or for. */
  readonly reason: string;
}

/** A sentence for each package whose license is not permitted, and for each exception that none needs. */
export function licenseProblems(
  packages: readonly Licensed[],
  exceptions: readonly Exception[],
): string[] {
  const isExcepted = ({ name, license }: Licensed): boolean =>
    exceptions.some((one) => one.name === name && one.license === license);
  const refused = packages.filter((one) => !isPermitted(one.license) && !isExcepted(one));
  const stale = exceptions.filter(
    ({ name, license }) =>
      isPermitted(license) || !packages.some((one) => one.name === name && one.license === license),
  );
  return [
    ...refused.map(
      ({ name, license }) =>
        `${name} is under ${license === undefined ? "no license that it names" : `"${license}"`}; ` +
        `use another package, or one under ${permitted.join(", ")}.`,
    ),
    ...stale.map(
      ({ name, license = "" }) => `No package ${name} under "${license}" needs its exception.`,
    ),
  ];
}

/** The packages of a lockfile of npm, without those of this repository. */
export function lockedPackages(lockfile: string): Licensed[] {
  const { packages } = JSON.parse(lockfile) as {
    packages: Readonly<Record<string, { license?: string; link?: boolean }>>;
  };
  return Object.entries(packages)
    .filter(([path, { link = false }]) => path.includes("node_modules/") && !link)
    .map(([path, { license }]) => ({ name: path.replace(/^.*node_modules\//, ""), license }));
}

function isPermitted(license: string | undefined): boolean {
  if (license === undefined) {
    return false;
  }
  try {
    return isMet(parse(license));
  } catch {
    // What is no SPDX expression needs a reader, and an exception.
    return false;
  }
}

function isMet(info: Info): boolean {
  if ("conjunction" in info) {
    const [left, right] = [isMet(info.left), isMet(info.right)];
    return info.conjunction === "and" ? left && right : left || right;
  }
  return permitted.includes(info.license);
}
