import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { type LookUps, type Named } from "./lookUps";

/** A build, as far as it names what exists. */
export interface NamingBuild {
  readonly source: {
    readonly connection?: { readonly arn: string } | undefined;
    readonly codecommit?: string | undefined;
  };
  readonly secrets: Readonly<Record<string, string>>;
  readonly dockerHub?: string | undefined;
}

/** What the builds of a stack file name, by what it is. */
export interface NamedByBuilds {
  readonly connections: readonly Named[];
  readonly repositories: readonly Named[];
  readonly secrets: readonly Named[];
}

export function namedByBuilds(builds: Readonly<Record<string, NamingBuild>>): NamedByBuilds {
  const all = Object.entries(builds).map(
    ([build, settings]) => [`slipway:builds.${build}`, settings] as const,
  );
  const present = (key: string, value: string | undefined): Named[] =>
    value === undefined ? [] : [{ key, value }];
  return {
    connections: all.flatMap(([key, { source }]) =>
      present(`${key}.source.connection.arn`, source.connection?.arn),
    ),
    repositories: all.flatMap(([key, { source }]) =>
      present(`${key}.source.codecommit`, source.codecommit),
    ),
    secrets: all.flatMap(([key, { secrets, dockerHub }]) => [
      ...Object.entries(secrets).map(([name, value]) => ({ key: `${key}.secrets.${name}`, value })),
      ...present(`${key}.dockerHub`, dockerHub),
    ]),
  };
}

/** Refuses connections that nobody has confirmed: a pipeline is made all the same, and fetches nothing. */
export async function refuseUnusableConnections(
  connections: readonly Named[],
  lookUps: LookUps,
  opts: pulumi.InvokeOptions,
): Promise<void> {
  const found = await lookUps.each(
    connections,
    async (arn) => (await aws.codestarconnections.getConnection({ arn }, opts)).connectionStatus,
    (_arn, text) =>
      /ResourceNotFound|couldn't find resource/.test(text)
        ? "there is no such connection. Make one in the console (Developer Tools, Connections), or write an ARN that aws codeconnections list-connections shows."
        : undefined,
  );
  for (const named of connections) {
    const status = found.get(named.value);
    if (status !== undefined && status !== "AVAILABLE") {
      lookUps.refuse(
        [named],
        `the connection is ${status}, and nothing can be fetched by it. Open it in the console (Developer Tools, Connections) and choose "Update pending connection".`,
      );
    }
  }
}

/** Refuses sources that are not there. */
export async function refuseMissingRepositories(
  repositories: readonly Named[],
  lookUps: LookUps,
  opts: pulumi.InvokeOptions,
): Promise<void> {
  await lookUps.each(
    repositories,
    (repositoryName) => aws.codecommit.getRepository({ repositoryName }, opts),
    (_name, text) =>
      /RepositoryDoesNotExist|couldn't find resource/.test(text)
        ? "there is no CodeCommit repository of that name in this account and region. Check the name, or create it (aws codecommit create-repository)."
        : undefined,
  );
}
