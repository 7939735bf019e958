import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { type LookUps, type Named } from "./lookUps";

/** A CodeCommit repository that another stack made. */
export interface ExistingRepository {
  readonly arn: string;
  /** Address for `git clone`. */
  readonly cloneUrl: string;
}

/** The deployment repository, by its name. */
export function deploymentRepository(
  repositories: readonly Named[],
  lookUps: LookUps,
  opts: pulumi.InvokeOptions,
): Promise<ReadonlyMap<string, ExistingRepository>> {
  return lookUps.each(
    repositories,
    async (repositoryName) => {
      const { arn, cloneUrlHttp } = await aws.codecommit.getRepository({ repositoryName }, opts);
      return { arn, cloneUrl: cloneUrlHttp };
    },
    (_name, text) =>
      /RepositoryDoesNotExist|couldn't find resource/.test(text)
        ? "there is no CodeCommit repository of that name in this account and region. Bring up the stack that makes it first, or let this one make it with createRepository: true."
        : `cannot be looked up. ${text}`,
  );
}
