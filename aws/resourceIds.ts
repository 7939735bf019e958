/** Ids and ARNs of what exists, as AWS writes them. */

/** Account Management API: 12 digits, of which the first may be zeros. */
export const accountIdPattern = /^\d{12}$/;

/** `eu-west-1`: a part of the world, a place in it, a number. */
export const regionPattern = /^[a-z]{2,}(?:-[a-z]+)+-\d+$/;

/** EC2: what stands behind `vpc-`, `subnet-` and the like; 8 digits are from before 2016. */
export const ec2IdPattern = /^[0-9a-f]{8,17}$/;
export const subnetIdPattern = /^subnet-[0-9a-f]{8,17}$/;

/** EFS API, FileSystemId and AccessPointId. */
export const fileSystemIdPattern = /^fs-[0-9a-f]{8,40}$/;
export const accessPointIdPattern = /^fsap-[0-9a-f]{8,40}$/;

/** A key itself: an alias may come to mean another key. */
export const kmsKeyArnPattern = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/;

export const certificateArnPattern = /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/;

/** SQS API, CreateQueue: 80 characters, of which those of a FIFO queue end with `.fifo`. */
export const queueArnPattern = /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}(?:\.fifo)?$/;
