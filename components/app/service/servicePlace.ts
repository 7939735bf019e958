import { type Outbound } from "../../../aws/outbound";
import { type EcsCluster } from "../../cluster/ecsCluster";
import { type AppIdentity, type ImageSource } from "../app";
import { type RunningApp } from "../running";
import { type TaskSettings } from "../task/taskSettings";
import { type RolloutSettings } from "./rollout";
import { type ScalingSettings } from "./scalingPolicies";
import { type ConnectServer } from "./serviceConnect";
import { type TaskNetworkArgs } from "./taskNetwork";

/** What a service needs to know of its cluster. */
export type ServiceCluster = Pick<
  EcsCluster,
  | "arn"
  | "name"
  | "launch"
  | "architecture"
  | "account"
  | "capacityProviderStrategies"
  | "hostSecurityGroupId"
  | "namespaceArn"
  | "ready"
>;

/** What every kind of app that is a service says about it, in the words of the configuration. */
export interface ServiceSettings extends TaskSettings {
  /** Image of the app's own container: a name of the stack's images, or a reference. */
  readonly image: string;
  /** Tasks to keep running, 0 or more; without meaning where the load decides. */
  readonly count: number;
  /** Lets the load decide the number of tasks. @default - `count` does */
  readonly scaling?: ScalingSettings | undefined;
  /**
   * Connections out of the network, besides HTTPS. On EC2 the cluster's hosts open them.
   * @default - none
   */
  readonly outbound?: readonly Outbound[] | undefined;
  /** Keys of the internal apps of the cluster that it calls. @default - none */
  readonly connectsTo?: readonly string[] | undefined;
  readonly deploy: RolloutSettings;
}

/** What every service is made from, whatever brings requests to it. */
export interface ServicePlace {
  readonly identity: AppIdentity;
  readonly cluster: ServiceCluster;
  readonly network: TaskNetworkArgs;
  /** The configured image of every container. */
  readonly images: Readonly<Record<string, ImageSource>>;
  /** The internal apps that it connects to. @default - none */
  readonly servers?: readonly ConnectServer[] | undefined;
  /** What AWS runs now. */
  readonly running: RunningApp;
  /** Days that logs are kept, one of the periods that CloudWatch knows. */
  readonly logRetentionDays: number;
  /** Where the app's revisions are committed; names its pipeline in errors. */
  readonly deployment: { readonly repository: string; readonly branch: string };
}
