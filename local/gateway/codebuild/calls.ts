import { type AwsCalls } from "../codepipeline/awsCalls";

/** Calls of AWS's APIs with the permissions of a project's role, as CodeBuild makes them for a build. */
export interface BuildCalls extends Pick<AwsCalls, "getObject" | "note" | "putObject"> {
  /**
   * Calls a service of the JSON protocol; `resource` is what IAM decides on: an ARN, or `*`.
   *
   * @throws AwsCallError
   */
  json(
    roleArn: string,
    service: "logs" | "secretsmanager" | "ssm",
    action: string,
    input: object,
    resource: string,
  ): Promise<Readonly<Record<string, unknown>>>;
}
