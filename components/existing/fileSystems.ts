import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { type LookUps, type Named } from "./lookUps";

/**
 * Refuses file systems and access points that the account and region do not have, and file systems without a
 * mount target, which no task can mount.
 */
export async function refuseMissingFileSystems(
  { fileSystems, accessPoints }: Readonly<Record<"fileSystems" | "accessPoints", readonly Named[]>>,
  lookUps: LookUps,
  opts: pulumi.InvokeOptions,
): Promise<void> {
  const missing = (what: string, list: string) => (_id: string, text: string) =>
    /NotFound|couldn't find resource|no matching|empty result/.test(text)
      ? `there is no ${what} of that id in this account and region. Check the profile and aws:region, or write an id that aws efs ${list} shows.`
      : undefined;
  await Promise.all([
    lookUps.each(
      fileSystems,
      async (fileSystemId) => {
        await aws.efs.getFileSystem({ fileSystemId }, opts);
        await refuseWithoutMountTarget(fileSystemId, fileSystems, lookUps, opts);
      },
      missing("EFS file system", "describe-file-systems"),
    ),
    lookUps.each(
      accessPoints,
      (accessPointId) => aws.efs.getAccessPoint({ accessPointId }, opts),
      missing("EFS access point", "describe-access-points"),
    ),
  ]);
}

async function refuseWithoutMountTarget(
  fileSystemId: string,
  named: readonly Named[],
  lookUps: LookUps,
  opts: pulumi.InvokeOptions,
): Promise<void> {
  const same = named.filter(({ value }) => value === fileSystemId);
  try {
    await aws.efs.getMountTarget({ fileSystemId }, opts);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (/no matching EFS Mount Target|couldn't find resource|empty result/.test(text)) {
      lookUps.refuse(
        same,
        "has no mount target, so no task can mount it. Make one in each zone of the tasks, with a security group that lets them in on port 2049 (aws efs create-mount-target).",
      );
      // The data source wants one, and says so of a file system that has one a zone.
    } else if (!/multiple EFS Mount Targets|too many results|Search returned/i.test(text)) {
      lookUps.leaveOpen(same, error);
    }
  }
}
