import { branchProblem } from "../../aws/gitNames";
import { issuerOf, issuers } from "../../aws/oidc";
import { listed } from "../listed";
import { gotText, type Path, type Problem, valueAt } from "../problems";
import { type RoleConfig } from "../schema";
import { nearest } from "../suggest";
import { type Valid } from "../validParts";
import { type Check, present } from "./check";

const ways = ["github", "gitlab", "circleci", "bitbucket", "principals"] as const;

/** Whether each role says who may take it, and may do something. */
export const checkRoles: Check = ({ config, raw }) => {
  const { roles, oidcProviders = [] } = config.deployment ?? {};
  const images = Object.keys(valueAt(raw, ["images"]) ?? {});
  const written = (path: Path) => valueAt(raw, path) ?? {};
  return [
    ...present(roles).flatMap(([key, role]) => {
      const path = ["deployment", "roles", key];
      return [
        ...trustProblems(path, role, Object.keys(written(path))),
        ...rightsProblems(path, role, images),
      ];
    }),
    ...providerProblems(
      oidcProviders,
      present(roles).flatMap(([key, role]) =>
        trustedBy(role, Object.keys(written(["deployment", "roles", key]))),
      ),
    ),
  ];
};

/** @param keys as written: one with a problem of its own is there all the same. */
function trustProblems(path: Path, role: Valid<RoleConfig>, keys: readonly string[]): Problem[] {
  const given = ways.filter((way) => keys.includes(way));
  const { github, gitlab, circleci } = role;
  return [
    ...(given.length === 1
      ? []
      : [
          {
            path,
            sentence: `needs exactly one of ${listed(ways)}${given.length === 0 ? "" : gotText(path, given.join(", "))}: a role for each of them`,
          },
        ]),
    ...(github !== undefined && (github.branch === undefined) === (github.environment === undefined)
      ? [{ path: [...path, "github"], sentence: "needs either branch or environment" }]
      : []),
    ...Object.entries({ github, gitlab, circleci }).flatMap(([way, jobs]) =>
      jobs?.branch === undefined ? [] : branchProblems([...path, way, "branch"], jobs.branch),
    ),
  ];
}

function branchProblems(path: Path, branch: string): Problem[] {
  // Some name that the pattern stands for.
  const sentence = branchProblem(branch.replace(/\*$/, "x"));
  return sentence === undefined ? [] : [{ path, sentence: `${sentence}${gotText(path, branch)}` }];
}

function rightsProblems(
  path: Path,
  { push, allow }: Valid<RoleConfig>,
  images: readonly string[],
): Problem[] {
  return [
    ...(push?.length === 0 && allow?.length === 0
      ? [{ path, sentence: "may do nothing; give it images under push, or words under allow" }]
      : []),
    ...duplicates([...path, "push"], push),
    ...duplicates([...path, "allow"], allow),
    ...(push ?? []).flatMap((image, index) => {
      if (images.includes(image)) {
        return [];
      }
      const meant = nearest(image, images);
      return [
        {
          path: [...path, "push", index],
          sentence: `unknown image "${image}"${meant === undefined ? "; it pushes to repositories of slipway:images only" : `; did you mean "${meant}"?`}`,
        },
      ];
    }),
  ];
}

function duplicates(path: Path, values: readonly string[] = []): Problem[] {
  const twice = new Set(values.filter((value, index) => values.indexOf(value) < index));
  return [...twice].map((value) => ({ path, sentence: `duplicate "${value}"` }));
}

/** A provider that is named and not used is a typo, mostly, and another one is made beside it. */
function providerProblems(providers: readonly string[], trusted: readonly (string | undefined)[]) {
  const path = ["deployment", "oidcProviders"];
  return [
    ...duplicates(path, providers),
    ...providers.flatMap((arn, index) =>
      trusted.includes(issuerOf(arn)) || trusted.includes(undefined)
        ? []
        : [
            {
              path: [...path, index],
              sentence: `no role trusts ${issuerOf(arn)}; remove it, or add the role`,
            },
          ],
    ),
  ];
}

/** Issuers of the tokens that the role is taken with; undefined for one that cannot be told. */
function trustedBy(
  { circleci, bitbucket }: Valid<RoleConfig>,
  keys: readonly string[],
): (string | undefined)[] {
  const issuer = {
    github: issuers.github,
    gitlab: issuers.gitlab,
    circleci: circleci?.organizationId && issuers.circleci(circleci.organizationId),
    bitbucket: bitbucket?.workspace && issuers.bitbucket(bitbucket.workspace),
  };
  return Object.entries(issuer).flatMap(([way, value]) => (keys.includes(way) ? [value] : []));
}
