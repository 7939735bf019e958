import { allow, type PolicyDocument, type PolicyStatement, trust } from "../policyDocument";

/** What holds for every function: who may take its role, and what it may do besides its work. */

export function functionTrust(): PolicyDocument {
  return trust("lambda.amazonaws.com");
}

/** Lets a function write to its own log group, which exists already. */
export function logStatement(logGroupArn: string): PolicyStatement {
  return allow("WriteLogs", ["logs:CreateLogStream", "logs:PutLogEvents"], [`${logGroupArn}:*`]);
}

/** Lets a function keep the events that it failed to handle. */
export function deadLetterStatement(queueArn: string): PolicyStatement {
  return allow("KeepFailures", ["sqs:SendMessage"], [queueArn]);
}
