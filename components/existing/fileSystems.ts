import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { type LookUps, type Named } from "./lookUps";

/** Refuses file systems and access points that the account and region do not have. */
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
      (fileSystemId) => aws.efs.getFileSystem({ fileSystemId }, opts),
      missing("EFS file system", "describe-file-systems"),
    ),
    lookUps.each(
      accessPoints,
      (accessPointId) => aws.efs.getAccessPoint({ accessPointId }, opts),
      missing("EFS access point", "describe-access-points"),
    ),
  ]);
}
