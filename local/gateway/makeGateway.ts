import { dirname, join, resolve } from "node:path";

import { callersAt } from "./caller";
import { systemClock } from "./clock";
import { codeBuild } from "./codebuild/codeBuild";
import { dockerClient } from "./codebuild/docker";
import { codeCommit } from "./codecommit/codeCommit";
import { gitPrefix } from "./codecommit/smartHttp";
import { gitCommits } from "./codepipeline/actions/commits";
import { codePipeline } from "./codepipeline/codePipeline";
import { connectedFolder } from "./connections";
import { emulatorEcs } from "./ecs/emulatorEcs";
import { serviceDeployments } from "./ecs/serviceDeployments";
import { taskCallers } from "./ecs/taskCallers";
import { taskWatch } from "./ecs/taskWatch";
import { emulatorBus } from "./events/eventBus";
import { eventDelivery } from "./events/eventDelivery";
import { exclusionFilters } from "./exclusionFilters";
import { faults } from "./faults";
import { functionCallers } from "./functions/functionCallers";
import { type Gateway } from "./gateway";
import { type GatewayOptions } from "./options";
import { callLog } from "./recorded";
import { imagesToAws } from "./rewriteImages";
import { loadBalancersToLocal } from "./rewriteLoadBalancers";
import { roleCalls } from "./roleCalls";
import { targetHealth } from "./targetHealth";
import { tcpListeners } from "./tcpListeners";
import { upstream } from "./upstream";
import { requestValidator } from "./validate/requestValidator";

/** Puts the parts of the gateway together, and takes up what it had begun when it ended. */
export function makeGateway(options: GatewayOptions): Gateway {
  const { account, region, port } = options;
  const emulator = upstream(options.emulatorPort);
  const origin = `http://localhost:${port}`;
  const faultsToCome = faults();
  const report = (sentence: string): void => {
    console.error(sentence);
  };
  const events = eventDelivery({
    bus: emulatorBus(emulator, region, (pipeline, role) =>
      roleCalls(() => shared).startPipeline(role, pipeline),
    ),
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
  const connections = join(dirname(options.calls), "connections");
  const repositoryFolder = (name: string): string | undefined =>
    connectedFolder(connections, name) ?? commits.folderOf(name);
  const { containerHost, instance, models } = options;
  const builds = codeBuild({
    folder: join(dirname(options.calls), "codebuild"),
    account,
    region,
    clock: systemClock,
    calls: roleCalls(() => shared),
    docker: dockerClient(process.env),
    registry,
    repositories: {
      repositoryFolder,
      cloneUrl: (name) => `${origin}${gitPrefix}${name}`,
    },
    endpoint: containerHost && `http://${containerHost}:${port}`,
    labels: { "ministack.instance": instance },
    // botocore's models are in lib/python<version>/site-packages/botocore/data of it.
    python: resolve(models, "../../../../.."),
    callerOf,
    report,
  });
  const ecs = {
    ecs: emulatorEcs(emulator),
    imagesToAws: (body: string) => imagesToAws(body, registry),
    events,
    clock: systemClock,
    report,
  };
  const health = targetHealth();
  const shared: Gateway = {
    options,
    upstream: emulator,
    registry,
    origin,
    queues: { local: origin, emulator: `http://localhost:${options.emulatorPort}` },
    functionCallers: functionCallers(emulator, account, region),
    taskCallers: taskCallers(ecs.ecs, region),
    calls: callLog(options.calls),
    faults: faultsToCome,
    exclusions: exclusionFilters(join(dirname(options.calls), "exclusions.json")),
    validator: requestValidator(options.models),
    targetHealth: health,
    tcpListeners: tcpListeners({
      emulator: { options, upstream: emulator },
      targetHealth: health,
      host: options.host,
      report,
    }),
    events,
    codeBuild: builds,
    codeCommit: commits,
    codePipeline: codePipeline({
      folder: join(dirname(options.calls), "codepipeline"),
      account,
      region,
      // Pipelines call services through this gateway, once it is there.
      calls: roleCalls(() => shared),
      commits: gitCommits(repositoryFolder),
      codeBuild: (name) => builds.region(name),
      clock: systemClock,
      events,
      callerOf,
      report,
    }),
    serviceDeployments: serviceDeployments({
      file: join(dirname(options.calls), "serviceDeployments.json"),
      account,
      region,
      ...ecs,
    }),
    taskWatch: taskWatch(ecs),
    toLocal: (text) => loadBalancersToLocal(text, options.port),
  };
  builds.resume().catch((error: unknown) => {
    report(`Builds of an earlier gateway could not be cleared away: ${String(error)}`);
  });
  shared.codePipeline.resume();
  shared.serviceDeployments.resume();
  shared.tcpListeners.resume();
  return shared;
}
