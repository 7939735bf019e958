import { type CodeBuild } from "./codebuild/codeBuild";
import { type CodeCommit } from "./codecommit/codeCommit";
import { type CodePipeline } from "./codepipeline/codePipeline";
import { type ServiceDeployments } from "./ecs/serviceDeployments";
import { type TaskCallers } from "./ecs/taskCallers";
import { type TaskWatch } from "./ecs/taskWatch";
import { type EventDelivery } from "./events/eventDelivery";
import { type ExclusionFilters } from "./exclusionFilters";
import { type Faults } from "./faults";
import { type FunctionCallers } from "./functions/functionCallers";
import { type GatewayOptions } from "./options";
import { type CallLog } from "./recorded";
import { type RegistryAddress } from "./rewriteImages";
import { type QueueAddresses } from "./rewriteQueues";
import { type TargetHealth } from "./targetHealth";
import { type TcpListeners } from "./tcpListeners";
import { type Upstream } from "./upstream";
import { type RequestValidator } from "./validate/requestValidator";

/** What the parts of the gateway share. */
export interface Gateway {
  readonly options: GatewayOptions;
  readonly upstream: Upstream;
  /** `http://localhost:<port>`. */
  readonly origin: string;
  readonly registry: RegistryAddress;
  readonly queues: QueueAddresses;
  readonly functionCallers: FunctionCallers;
  readonly taskCallers: TaskCallers;
  readonly calls: CallLog;
  readonly faults: Faults;
  readonly exclusions: ExclusionFilters;
  readonly validator: RequestValidator;
  readonly targetHealth: TargetHealth;
  readonly tcpListeners: TcpListeners;
  /** Takes the events of services that the gateway serves itself to the targets of the emulator's rules. */
  readonly events: EventDelivery;
  readonly codeBuild: CodeBuild;
  readonly codeCommit: CodeCommit;
  readonly codePipeline: CodePipeline;
  readonly serviceDeployments: ServiceDeployments;
  readonly taskWatch: TaskWatch;
  /** Gives load balancer names in a text the form that this machine resolves. */
  readonly toLocal: (text: string) => string;
}
