import { dirname, join } from "node:path";

import { callersAt } from "./caller";
import { systemClock } from "./clock";
import { codeCommit, type CodeCommit } from "./codecommit/codeCommit";
import { gitCommits } from "./codepipeline/actions/commits";
import { codePipeline, type CodePipeline } from "./codepipeline/codePipeline";
import { emulatorEcs } from "./ecs/emulatorEcs";
import { serviceDeployments, type ServiceDeployments } from "./ecs/serviceDeployments";
import { emulatorBus } from "./events/eventBus";
import { eventDelivery, type EventDelivery } from "./events/eventDelivery";
import { exclusionFilters, type ExclusionFilters } from "./exclusionFilters";
import { faults, type Faults } from "./faults";
import { functionCallers, type FunctionCallers } from "./functions/functionCallers";
import { type GatewayOptions } from "./options";
import { callLog, type CallLog } from "./recorded";
import { imagesToAws, type RegistryAddress } from "./rewriteImages";
import { loadBalancersToLocal } from "./rewriteLoadBalancers";
import { type QueueAddresses } from "./rewriteQueues";
import { roleCalls } from "./roleCalls";
import { targetHealth, type TargetHealth } from "./targetHealth";
import { upstream, type Upstream } from "./upstream";
import { requestValidator, type RequestValidator } from "./validate/requestValidator";

/** What the parts of the gateway share. */
export interface Gateway {
  readonly options: GatewayOptions;
  readonly upstream: Upstream;
  /** `http://localhost:<port>`. */
  readonly origin: string;
  readonly registry: RegistryAddress;
  readonly queues: QueueAddresses;
  readonly functionCallers: FunctionCallers;
  readonly calls: CallLog;
  readonly faults: Faults;
  readonly exclusions: ExclusionFilters;
  readonly validator: RequestValidator;
  readonly targetHealth: TargetHealth;
  /** Takes the events of services that the gateway serves itself to the targets of the emulator's rules. */
  readonly events: EventDelivery;
  readonly codeCommit: CodeCommit;
  readonly codePipeline: CodePipeline;
  readonly serviceDeployments: ServiceDeployments;
  /** Gives load balancer names in a text the form that this machine resolves. */
  readonly toLocal: (text: string) => string;
}

export function gateway(options: GatewayOptions): Gateway {
  const { account, region, port } = options;
  const emulator = upstream(options.emulatorPort);
  const origin = `http://localhost:${port}`;
  const faultsToCome = faults();
  const report = (sentence: string): void => {
    console.error(sentence);
  };
  const events = eventDelivery({
    bus: emulatorBus(emulator, region),
    faults: faultsToCome,
    report,
  });
  const callerOf = callersAt(emulator, account, region);
  const commits = codeCommit({
    folder: join(dirname(options.calls), "codecommit"),
    account,
    region,
    origin,
    events,
    callerOf,
    report,
  });
  const registry = {
    local: `localhost:${port}`,
    aws: `${account}.dkr.ecr.${region}.amazonaws.com`,
  };
  const shared: Gateway = {
    options,
    upstream: emulator,
    registry,
    origin,
    queues: { local: origin, emulator: `http://localhost:${options.emulatorPort}` },
    functionCallers: functionCallers(emulator, account, region),
    calls: callLog(options.calls),
    faults: faultsToCome,
    exclusions: exclusionFilters(join(dirname(options.calls), "exclusions.json")),
    validator: requestValidator(options.models),
    targetHealth: targetHealth(),
    events,
    codeCommit: commits,
    codePipeline: codePipeline({
      folder: join(dirname(options.calls), "codepipeline"),
      account,
      region,
      // Pipelines call services through this gateway, once it is there.
      calls: roleCalls(() => shared),
      commits: gitCommits((name) => commits.folderOf(name)),
      clock: systemClock,
      events,
      callerOf,
      report,
    }),
    serviceDeployments: serviceDeployments({
      file: join(dirname(options.calls), "serviceDeployments.json"),
      account,
      region,
      ecs: emulatorEcs(emulator),
      imagesToAws: (body) => imagesToAws(body, registry),
      events,
      clock: systemClock,
      report,
    }),
    toLocal: (text) => loadBalancersToLocal(text, options.port),
  };
  shared.codePipeline.resume();
  shared.serviceDeployments.resume();
  return shared;
}
