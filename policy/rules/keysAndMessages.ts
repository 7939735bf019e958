import * as acm from "@pulumi/aws/acm";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as kms from "@pulumi/aws/kms";
import * as sns from "@pulumi/aws/sns";
import * as sqs from "@pulumi/aws/sqs";
import * as ssm from "@pulumi/aws/ssm";

import { type Rule, resourceRule, resourcesRule } from "../rule";
import { looksSecret } from "./credentials";
import { eachAllowed, isPublic } from "./policyDocuments";

/** Rules about keys, certificates, parameters, logs, alarms, topics and queues. */
export const keyAndMessageRules: readonly Rule[] = [
  resourceRule(kms.Key, {
    name: "key-rotates",
    description: "Keys rotate.",
    controls: ["KMS.4", "CKV_AWS_7"],
    severity: "medium",
    why: "What one old key protects would grow forever.",
    fix: "`enableKeyRotation: true` on the key.",
    check: ({ enableKeyRotation, customerMasterKeySpec = "SYMMETRIC_DEFAULT" }) =>
      customerMasterKeySpec === "SYMMETRIC_DEFAULT" && enableKeyRotation !== true
        ? "enableKeyRotation is not true"
        : undefined,
  }),
  resourceRule(kms.Key, {
    name: "key-policy-not-public",
    description: "A key has a policy, which names who may use it.",
    controls: ["KMS.5", "CKV_AWS_33", "CKV2_AWS_64"],
    severity: "critical",
    why: "Without names, every account could use the key.",
    fix: "`policy` of the key, with account or role ARNs as `Principal`.",
    check: ({ policy }) =>
      policy === undefined
        ? "it has no policy"
        : eachAllowed(policy, (statement) =>
            isPublic(statement) ? "allows any principal" : undefined,
          ),
  }),
  resourceRule(kms.Key, {
    name: "key-not-lost-quickly",
    description: "A key stays for at least two weeks after its deletion is asked for.",
    controls: ["KMS.3", "CKV_AWS_227"],
    severity: "high",
    why: "What it protects can never be read again.",
    fix: "`deletionWindowInDays: 30`, `isEnabled: true` and no `bypassPolicyLockoutSafetyCheck`.",
    check: ({
      deletionWindowInDays = 30,
      isEnabled = true,
      bypassPolicyLockoutSafetyCheck = false,
    }) => [
      deletionWindowInDays < 14 ? `deletionWindowInDays is ${deletionWindowInDays}` : undefined,
      isEnabled ? undefined : "isEnabled is false",
      bypassPolicyLockoutSafetyCheck ? "bypassPolicyLockoutSafetyCheck is true" : undefined,
    ],
  }),
  resourceRule(cloudwatch.LogGroup, {
    name: "log-group-retention",
    description: "Log groups say how long they keep logs.",
    controls: ["CloudWatch.16", "CKV_AWS_66"],
    severity: "medium",
    why: "Unset means forever, which nobody pays for on purpose.",
    fix: "`slipway:logRetentionDays` in Pulumi.<stack>.yaml.",
    parameters: {
      minimumDays: { default: 7, description: "Shortest time that logs are kept." },
    },
    check: ({ retentionInDays = 0 }, { parameters }) =>
      retentionInDays === 0 || retentionInDays < parameters.minimumDays
        ? `retentionInDays is ${retentionInDays}`
        : undefined,
  }),
  resourceRule(cloudwatch.MetricAlarm, {
    name: "alarm-tells-someone",
    description: "An alarm does something when it goes off.",
    controls: ["CloudWatch.15", "CloudWatch.17", "CKV_AWS_319"],
    severity: "medium",
    why: "An alarm that nobody hears is only a chart.",
    fix: "`alarmActions` of the alarm: the ARN of a topic, such as the output `topicArn` of the stack.",
    check: ({ actionsEnabled = true, alarmActions = [] }) =>
      actionsEnabled && alarmActions.length > 0
        ? undefined
        : `actionsEnabled is ${actionsEnabled} with ${alarmActions.length} alarmActions`,
  }),
  resourceRule(sns.Topic, {
    name: "topic-encrypted",
    description: "Topics are encrypted.",
    controls: ["SNS.1", "CKV_AWS_26"],
    severity: "medium",
    why: "Messages name services, commits and errors.",
    fix: "`kmsMasterKeyId` on the topic: a key of your own whose policy lets its publishers in. `alias/aws/sns` is enough only where no service of AWS publishes: EventBridge and alarms cannot use it.",
    check: ({ kmsMasterKeyId }) =>
      kmsMasterKeyId === undefined ? "it is not encrypted" : undefined,
  }),
  resourcesRule([sns.TopicPolicy, sns.Topic], {
    name: "topic-not-public",
    description: "A topic policy names who may publish and subscribe.",
    controls: ["SNS.4", "CKV_AWS_169", "CKV_AWS_385"],
    severity: "critical",
    why: "Anyone could listen to, or invent, deployment messages.",
    fix: "a service with `aws:SourceArn`, or account ARNs, as `Principal`.",
    check: ({ policy }) =>
      eachAllowed(policy, (statement) =>
        isPublic(statement) ? "allows any principal" : undefined,
      ),
  }),
  resourceRule(sqs.Queue, {
    name: "queue-encrypted",
    description: "Queues are encrypted.",
    controls: ["SQS.1", "CKV_AWS_27", "CKV2_AWS_73"],
    severity: "medium",
    why: "Messages name services, commits and errors.",
    fix: "`sqsManagedSseEnabled: true`, or leave both fields out.",
    check: ({ sqsManagedSseEnabled = true, kmsMasterKeyId }) =>
      sqsManagedSseEnabled || kmsMasterKeyId !== undefined
        ? undefined
        : "sqsManagedSseEnabled is false without a key",
  }),
  resourcesRule([sqs.QueuePolicy, sqs.Queue], {
    name: "queue-not-public",
    description: "A queue policy names who may send and receive.",
    controls: ["SQS.3", "CKV_AWS_168"],
    severity: "critical",
    why: "Anyone could start deployments, or read why they failed.",
    fix: "a service with `aws:SourceArn`, or account ARNs, as `Principal`.",
    check: ({ policy }) =>
      eachAllowed(policy, (statement) =>
        isPublic(statement) ? "allows any principal" : undefined,
      ),
  }),
  resourceRule(ssm.Parameter, {
    name: "parameter-secret-is-secure",
    description: "Parameters that hold secrets are SecureStrings.",
    controls: ["CKV2_AWS_34", "CKV_AWS_337"],
    severity: "high",
    why: "Everyone who may read parameters could read the secret.",
    fix: '`type: "SecureString"` on the parameter.',
    check: ({ type, name = "", value = "" }, { subject }) => {
      const last = name.split("/").at(-1) ?? "";
      return type !== "SecureString" &&
        (looksSecret(last, value) || looksSecret(subject.name, value))
        ? `type is ${type}, and its name or value is that of a secret`
        : undefined;
    },
  }),
  resourceRule(acm.Certificate, {
    name: "certificate-strong",
    description: "Certificates have a key of at least 2048 bits and name their hosts.",
    controls: ["ACM.2", "CKV2_AWS_71", "CKV_AWS_233", "CKV_AWS_234"],
    severity: "medium",
    why: "Short keys can be broken; a wildcard lets any host of the domain pose as any other.",
    fix: '`domain` of the load balancer, without a wildcard, and `keyAlgorithm: "RSA_2048"` or better.',
    parameters: {
      wildcards: { default: false, description: "True where wildcard certificates are wanted." },
    },
    check: ({ keyAlgorithm = "RSA_2048", domainName = "" }, { parameters }) => [
      keyAlgorithm === "RSA_1024" ? "keyAlgorithm is RSA_1024" : undefined,
      domainName.startsWith("*.") && !parameters.wildcards
        ? `domainName is ${domainName}`
        : undefined,
    ],
  }),
];
