import { AwsCallError, type AwsCalls } from "../awsCalls";
import { ActionFailure, setting, type Perform } from "./action";
import { artifactKey } from "./source";

/** The S3 source action: an archive, copied as it is now. */
export function s3Source(calls: Pick<AwsCalls, "getObject" | "putObject">): Perform {
  return async (job) => {
    const bucket = setting(job, "S3Bucket") ?? "";
    const key = setting(job, "S3ObjectKey") ?? "";
    const [output] = job.definition.outputArtifacts ?? [];
    const artifact = { bucket: job.bucket, key: artifactKey(job.pipeline, output?.name ?? "") };
    try {
      const { content, versionId, etag } = await calls.getObject(job.roleArn, bucket, key);
      await calls.putObject(job.roleArn, artifact.bucket, artifact.key, content);
      const revisionId = versionId ?? etag;
      const revisionSummary = `Amazon S3 version id: ${revisionId}`;
      const revisionUrl = `https://${job.region}.console.aws.amazon.com/s3/object/${bucket}?prefix=${encodeURIComponent(key)}`;
      return {
        succeeded: true,
        externalId: revisionId,
        externalUrl: revisionUrl,
        summary: revisionSummary,
        revision: { revisionId, revisionSummary, revisionUrl },
        artifacts: output === undefined ? {} : { [output.name]: artifact },
        variables: {
          BucketName: bucket,
          ETag: etag,
          ObjectKey: key,
          VersionId: versionId ?? "null",
        },
      };
    } catch (error) {
      if (error instanceof AwsCallError) {
        throw new ActionFailure(
          "ConfigurationError",
          `The object with key '${key}' in the bucket '${bucket}' cannot be read: ${error.code}: ${error.message}`,
        );
      }
      throw error;
    }
  };
}
