/** Calls of AWS's APIs with the permissions of a role, as CodePipeline makes them for a pipeline. */
export interface AwsCalls {
  /**
   * Calls ECS; `resource` is what IAM decides on: an ARN, or `*`.
   *
   * @throws AwsCallError
   */
  ecs(
    roleArn: string,
    action: string,
    input: object,
    resource: string,
  ): Promise<Readonly<Record<string, unknown>>>;
  /**
   * Calls a function by its name, without waiting for its end.
   *
   * @throws AwsCallError
   */
  invoke(roleArn: string, functionName: string, payload: string): Promise<void>;
  /**
   * An object in S3.
   *
   * @throws AwsCallError
   */
  getObject(roleArn: string, bucket: string, key: string): Promise<StoredObject>;
  /** @throws AwsCallError */
  putObject(roleArn: string, bucket: string, key: string, body: Buffer): Promise<void>;
  /** @throws AwsCallError */
  publish(roleArn: string, message: TopicMessage): Promise<void>;
  /**
   * Records what the role must be allowed to do on AWS, and what nothing here needs to answer.
   *
   * @param conditions what AWS gives for keys of conditions in policies.
   */
  note(
    roleArn: string,
    service: string,
    action: string,
    resource: string,
    conditions?: Readonly<Record<string, string>>,
  ): void;
}

/** An object in S3. */
export interface StoredObject {
  readonly content: Buffer;
  readonly etag: string;
  /** @default - its bucket keeps no versions */
  readonly versionId?: string | undefined;
}

export interface TopicMessage {
  readonly topicArn: string;
  readonly subject: string;
  readonly message: string;
}

/** A service refused a call or did not answer it. */
export class AwsCallError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
  ) {
    super(message);
    this.name = "AwsCallError";
  }

  /** Whether the same call may succeed a moment later. */
  get passing(): boolean {
    return this.status >= 500 || /Throttl|TooManyRequests/.test(this.code);
  }
}
