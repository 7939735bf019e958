import { destinationProblem, mostOutbound, type Outbound, outboundKey } from "../../aws/outbound";
import {
  mostInlineCharacters,
  mostManagedPolicies,
  permissionProblems,
  permissionStatements,
} from "../../aws/permission";
import { gotText, type Problem } from "../problems";
import { appsOf, type Check, clustersOf, type PlacedApp, type Subject } from "./check";

/** Whether each app can be given what it asks for: permissions, and ways out of the network. */
export const checkAccess: Check = ({ config }) =>
  clustersOf(config).flatMap((placed) => {
    const apps = appsOf(placed);
    const crowded =
      placed.cluster.capacity?.type === "ec2"
        ? [{ path: placed.path, rules: apps.flatMap(({ app }) => app.outbound ?? []) }]
        : apps.map(({ path, app }) => ({ path, rules: app.outbound ?? [] }));
    return [
      ...apps.flatMap((app) => [
        ...permissionsProblems(app),
        ...policiesProblems(app),
        ...outboundProblems(app, config.network),
      ]),
      ...crowded.flatMap(({ path, rules }) => crowdProblems(path, rules)),
    ];
  });

function permissionsProblems({ path, app }: PlacedApp): Problem[] {
  const permissions = app.permissions ?? [];
  const characters = JSON.stringify({
    Version: "2012-10-17",
    Statement: permissionStatements(permissions),
  }).length;
  return [
    ...permissions.flatMap((permission, index) =>
      permissionProblems(permission).map(({ key, sentence }) => ({
        path: [...path, "permissions", index, key],
        sentence,
      })),
    ),
    ...(characters > mostInlineCharacters
      ? [
          {
            path: [...path, "permissions"],
            sentence: `too long for the policy of a role: ${characters} characters; max ${mostInlineCharacters}; use wildcards at the end of names, or a managed policy under policies`,
          },
        ]
      : []),
  ];
}

function policiesProblems({ path, app }: PlacedApp): Problem[] {
  const policies = app.policies ?? [];
  const place = [...path, "policies"];
  const twice = policies.filter((arn, index) => policies.indexOf(arn) < index);
  return [
    ...[...new Set(twice)].map((arn) => ({ path: place, sentence: `duplicate "${arn}"` })),
    ...(policies.length > mostManagedPolicies
      ? [
          {
            path: place,
            sentence: `a role has at most ${mostManagedPolicies} managed policies (got "${policies.length}"); put some together into one of your own`,
          },
        ]
      : []),
  ];
}

function outboundProblems(
  { path, app }: PlacedApp,
  network: Subject["config"]["network"],
): Problem[] {
  const rules = app.outbound ?? [];
  const keys = rules.map(outboundKey);
  const fresh = network?.vpc === "new";
  const around = {
    cidr: fresh ? network.cidr : undefined,
    closed: fresh && network.natGateways === 0 && network.publicAddresses === false,
  };
  return rules.flatMap((rule, index) => {
    const place = [...path, "outbound", index];
    const sentence = destinationProblem(rule, around);
    if (sentence !== undefined) {
      const to = [...place, "to"];
      return [{ path: to, sentence: `${sentence}${gotText(to, rule.to)}` }];
    }
    return keys.indexOf(keys[index] ?? "") < index
      ? [{ path: place, sentence: `duplicate of outbound[${keys.indexOf(keys[index] ?? "")}]` }]
      : [];
  });
}

/** Rules that are the same for EC2 are one. */
function crowdProblems(path: Problem["path"], rules: readonly Outbound[]): Problem[] {
  const count = new Set(rules.map(outboundKey)).size;
  return count > mostOutbound
    ? [
        {
          path,
          sentence: `has ${count} outbound rules, and a security group takes ${mostOutbound} besides those of the network; put ranges together, or use a prefix list`,
        },
      ]
    : [];
}
