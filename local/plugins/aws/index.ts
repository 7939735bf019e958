import { type FunctionEntry, type ResourceEntry } from "../resourceEntry";
import * as account from "./account";
import * as acm from "./acm";
import * as autoscaling from "./autoscaling";
import * as capacityProvider from "./capacityProvider";
import * as cloudwatchAlarm from "./cloudwatchAlarm";
import * as codebuild from "./codebuild";
import * as codecommit from "./codecommit";
import * as codepipeline from "./codepipeline";
import * as ec2 from "./ec2";
import * as ecr from "./ecr";
import * as ecs from "./ecs";
import * as ecsFunctions from "./ecsFunctions";
import * as elb from "./elb";
import * as events from "./events";
import * as iam from "./iam";
import * as kms from "./kms";
import * as lambda from "./lambda";
import * as listener from "./listener";
import * as listenerRule from "./listenerRule";
import * as loadBalancer from "./loadBalancer";
import * as logs from "./logs";
import * as route53 from "./route53";
import * as s3 from "./s3";
import * as scheduler from "./scheduler";
import * as service from "./service";
import * as sns from "./sns";
import * as sqs from "./sqs";
import * as ssm from "./ssm";
import * as ssmParameter from "./ssmParameter";
import * as targetGroup from "./targetGroup";
import * as taskDefinition from "./taskDefinition";
import * as vpc from "./vpc";

/** Every resource type that the stand-in serves, one line an AWS service. */
export const entries: readonly ResourceEntry[] = [
  ...acm.entries,
  ...autoscaling.entries,
  ...capacityProvider.entries,
  ...cloudwatchAlarm.entries,
  ...codebuild.entries,
  ...codecommit.entries,
  ...codepipeline.entries,
  ...ec2.entries,
  ...ecr.entries,
  ...ecs.entries,
  ...events.entries,
  ...iam.entries,
  ...kms.entries,
  ...lambda.entries,
  ...listener.entries,
  ...listenerRule.entries,
  ...loadBalancer.entries,
  ...logs.entries,
  ...route53.entries,
  ...s3.entries,
  ...scheduler.entries,
  ...service.entries,
  ...sns.entries,
  ...sqs.entries,
  ...ssmParameter.entries,
  ...targetGroup.entries,
  ...taskDefinition.entries,
  ...vpc.entries,
];

/** Every provider function that the stand-in serves. */
export const functions: readonly FunctionEntry[] = [
  ...account.functions,
  ...codecommit.functions,
  ...ec2.functions,
  ...ecr.functions,
  ...ecsFunctions.functions,
  ...elb.functions,
  ...listenerRule.functions,
  ...route53.functions,
  ...ssm.functions,
];
