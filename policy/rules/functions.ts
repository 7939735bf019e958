import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as lambda from "@pulumi/aws/lambda";
import * as scheduler from "@pulumi/aws/scheduler";

import { type Rule, resourceRule, stackRule } from "../rule";
import { refersTo } from "../stack";
import { looksSecret } from "./credentials";

/** Runtimes that AWS still updates, from its published list of supported runtimes. */
const supportedRuntimes =
  /^(nodejs(20|22|24)\.x|python3\.(10|11|12|13|14)|java(8\.al2|11|17|21|25)|dotnet(8|9|10)|ruby3\.[2-4]|provided\.al(2|2023))$/;

/** Rules about functions, and about the events and schedules that start things. */
export const functionRules: readonly Rule[] = [
  stackRule(lambda.Permission, {
    name: "function-permission-is-narrow",
    description: "A service that may call a function is limited to one source.",
    controls: ["Lambda.1", "CKV_AWS_301", "CKV_AWS_364"],
    severity: "critical",
    why: "Any account could have the service call the function.",
    fix: "`sourceArn` of the permission, or `sourceAccount` for S3.",
    check: ({ principal, sourceArn, sourceAccount }, { subject }) => {
      if (principal === "*") {
        return "principal is *";
      }
      const fromStack = (subject.propertyDependencies["sourceArn"] ?? []).length > 0;
      return principal.endsWith(".amazonaws.com") &&
        !fromStack &&
        sourceArn === undefined &&
        sourceAccount === undefined
        ? `${principal} may call it from any source`
        : undefined;
    },
  }),
  resourceRule(lambda.Function, {
    name: "function-supported-runtime",
    description: "Functions run on a runtime that AWS still updates.",
    controls: ["Lambda.2", "CKV_AWS_363"],
    severity: "medium",
    why: "A runtime at its end gets no security updates, then refuses changes.",
    fix: '`runtime: "nodejs22.x"` on the function.',
    check: ({ runtime, packageType = "Zip" }) =>
      packageType === "Zip" && !supportedRuntimes.test(runtime ?? "")
        ? `runtime is ${runtime ?? "unset"}`
        : undefined,
  }),
  resourceRule(lambda.Function, {
    name: "function-no-plain-credentials",
    description: "No function gets a credential as a plain environment variable.",
    controls: ["CKV_AWS_45"],
    severity: "critical",
    why: "Everyone who may read the function's configuration can read it.",
    fix: "the ARN of a secret in the variable, read at run time.",
    check: ({ environment }) =>
      Object.entries(environment?.variables ?? {}).map(([name, value]) =>
        looksSecret(name, value) ? `${name} is in its plain environment` : undefined,
      ),
  }),
  stackRule(lambda.Function, {
    name: "function-failures-are-kept",
    description: "What a function failed to handle is kept.",
    controls: ["CKV_AWS_116"],
    severity: "medium",
    why: "A lost event is a deployment that never happened, and nobody knows.",
    fix: "`deadLetterConfig` of the function, or a queue as its event source.",
    check: ({ deadLetterConfig }, { subject, stack }) => {
      const fedByQueue = stack
        .ofType(lambda.EventSourceMapping)
        .some((mapping) => refersTo(mapping, "functionName", subject));
      const destination = stack
        .ofType(lambda.FunctionEventInvokeConfig)
        .some(
          (config) =>
            refersTo(config, "functionName", subject) &&
            config.props.destinationConfig?.onFailure !== undefined,
        );
      return deadLetterConfig !== undefined || fedByQueue || destination
        ? undefined
        : "it has no dead-letter queue";
    },
  }),
  resourceRule(cloudwatch.EventTarget, {
    name: "event-target-keeps-failures",
    description: "An event that cannot be delivered is retried and kept.",
    controls: [],
    severity: "medium",
    why: "A lost event is a deployment that never happened, and nobody knows.",
    fix: "`deadLetterConfig: { arn }` of the target.",
    check: ({ deadLetterConfig, retryPolicy }) => [
      deadLetterConfig === undefined ? "it has no dead-letter queue" : undefined,
      retryPolicy?.maximumRetryAttempts === 0 ? "retryPolicy.maximumRetryAttempts is 0" : undefined,
    ],
  }),
  resourceRule(scheduler.Schedule, {
    name: "schedule-keeps-failures",
    description: "A start that a schedule could not make is retried and kept.",
    controls: ["CKV_AWS_297"],
    severity: "medium",
    why: "A job that did not run looks like one that had nothing to do.",
    fix: "`target.deadLetterConfig: { arn }` of the schedule.",
    check: ({ target }) => [
      target.deadLetterConfig === undefined ? "it has no dead-letter queue" : undefined,
      target.retryPolicy?.maximumRetryAttempts === 0
        ? "retryPolicy.maximumRetryAttempts is 0"
        : undefined,
    ],
  }),
];
